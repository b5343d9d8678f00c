"""What the checker says about a piece of code, as data: the site may read this, and only the sandbox makes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.events import LeftOut
from engine.lookahead.findings import Suspect
from engine.spec import ParamValue


@dataclass(frozen=True, kw_only=True)
class Finding:
    """
    One remark: where, what, and what to do.

    `line` counts from 1 and `column` from 0, as Python does; None when the remark concerns the whole text.
    `excerpt` shows the place with a caret under it. An error will stop the run; the rest is advice.
    """

    message: str
    hint: str = ""
    line: int | None = None
    column: int | None = None
    excerpt: str = ""
    is_error: bool = True


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A named value of a strategy, with the comment written beside it."""

    name: str
    value: ParamValue
    line: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """
    All that can be said of a piece of code without running it.

    `classes` can be run, in the order they are defined; `strategies` has those others build on as well. `parameters`
    are those of each strategy, inherited ones first. `was_read` is False when the text could not be read at all.
    """

    findings: tuple[Finding, ...] = ()
    classes: tuple[str, ...] = ()
    strategies: tuple[str, ...] = ()
    parameters: Mapping[str, tuple[Parameter, ...]] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    was_read: bool = True

    @property
    def errors(self) -> list[Finding]:
        """Return the findings that will stop a run."""
        return [finding for finding in self.findings if finding.is_error]

    def parameters_of(self, strategy_class: str | None = None) -> tuple[Parameter, ...]:
        """Return the parameters of a strategy, the last one unless named."""
        return self.parameters.get(strategy_class or next(reversed(self.strategies), ""), ())
