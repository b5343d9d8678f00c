"""What came of trying an attempt: four stages, what was wrong with it, and the facts behind both."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from strategies.generation.provider import Feedback, Stage

STAGES: Final[tuple[Stage, ...]] = ("compile", "run", "trade", "said")
# Flagged: it may be kept, and its author should look at it. Skipped: a stage before it failed.
Result = Literal["passed", "flagged", "failed", "skipped"]


@dataclass(frozen=True, kw_only=True)
class TrialRun:
    """
    One of the runs of a trial.

    `title` says in words which bars those were; `stand_ins` are the symbols that had to take the prices of another.
    `orders` and `fills` are what the child reported, checked in form and not audited.
    """

    name: Literal["sample", "stress"]
    title: str
    symbols: tuple[str, ...]
    interval: str
    first_date: str = ""
    last_date: str = ""
    bars: int = 0
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    verdict: str = ""
    orders: int = 0
    fills: int = 0
    elapsed_ms: float = 0.0


@dataclass(frozen=True, kw_only=True)
class ClauseSeen:
    """Where a clause stands in the code, and on how many bars of the trial its branch was taken (None: not known)."""

    number: int
    lines: tuple[int, ...] = ()
    fired: int | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a trial saw."""

    strategy_class: str = ""
    runs: tuple[TrialRun, ...] = ()
    clauses: tuple[ClauseSeen, ...] = ()
    elapsed_ms: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What came of an attempt. `feedback` has what failed first, then what is only flagged."""

    stages: Mapping[Stage, Result]
    feedback: tuple[Feedback, ...] = ()
    facts: Facts = field(default_factory=Facts)

    @property
    def is_good(self) -> bool:
        """Return whether the attempt may be kept: nothing failed."""
        return all(result in ("passed", "flagged") for result in self.stages.values())

    @property
    def failed_stage(self) -> Stage | None:
        """Return the stage that failed, None if none did."""
        return next((stage for stage in STAGES if self.stages[stage] == "failed"), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the trial as JSON-ready values."""
        return {
            "stages": dict(self.stages),
            "feedback": [asdict(one) for one in self.feedback],
            "facts": asdict(self.facts),
        }


def stages_until(stage: Stage, result: Result = "failed") -> dict[Stage, Result]:
    """
    Return the results of an attempt that came as far as this stage.

    >>> stages_until("run")
    {'compile': 'passed', 'run': 'failed', 'trade': 'skipped', 'said': 'skipped'}
    """
    place = STAGES.index(stage)
    before: dict[Stage, Result] = dict.fromkeys(STAGES[:place], "passed")
    return before | {stage: result} | dict.fromkeys(STAGES[place + 1 :], "skipped")
