"""Turn a strategy into what its pages show."""

from dataclasses import dataclass
from typing import Final

from engine.spec import ParamValue
from strategies.checking.findings import Finding, Parameter
from strategies.generation.catalogue import BLANK, TEMPLATES
from strategies.inspecting import NOT_CHECKED, inspection_for_page
from strategies.models import Strategy

# Beside the code; all of them have pages of their own.
VERSIONS_BESIDE: Final = 8
RUNS_BESIDE: Final = 5


@dataclass(frozen=True, kw_only=True)
class ParameterField:
    """A parameter as a field: its label is the comment beside it."""

    name: str
    label: str
    value: ParamValue

    @property
    def is_choice(self) -> bool:
        """Return whether it is a yes or no."""
        return isinstance(self.value, bool)

    @property
    def is_number(self) -> bool:
        """Return whether it is a number."""
        return isinstance(self.value, int | float) and not self.is_choice

    @property
    def text(self) -> str:
        """Return the value as it is typed."""
        return str(self.value)


@dataclass(frozen=True, kw_only=True)
class CodeReport:
    """What can be said about a piece of code without running it."""

    findings: tuple[Finding, ...]
    parameters: tuple[ParameterField, ...]
    line_count: int
    # The class the parameters are of, where the code has several.
    class_name: str = ""
    # Why nothing can be said, where that is so.
    unchecked: str = ""

    @property
    def error_count(self) -> int:
        """Return how many findings will stop a run."""
        return sum(finding.is_error for finding in self.findings)

    @property
    def warning_count(self) -> int:
        """Return how many findings are advice."""
        return len(self.findings) - self.error_count


def code_report(source: str) -> CodeReport:
    """Return the findings and parameters of a source text."""
    found = inspection_for_page(source)
    if found is None:
        return CodeReport(findings=(), parameters=(), line_count=_line_count(source), unchecked=NOT_CHECKED)
    return CodeReport(
        findings=found.findings,
        parameters=tuple(_field_of(parameter) for parameter in found.parameters_of()),
        line_count=_line_count(source),
        class_name=found.classes[-1] if len(found.classes) > 1 else "",
    )


def _field_of(parameter: Parameter) -> ParameterField:
    label = shorten(parameter.note or parameter.name.replace("_", " "))
    return ParameterField(name=parameter.name, label=label[:1].upper() + label[1:], value=parameter.value)


def shorten(text: str, most: int = 80) -> str:
    """
    Return a text short enough for a label.

    >>> shorten("bars in the average", 10)
    'bars in t…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _line_count(source: str) -> int:
    return source.count("\n") + (not source.endswith("\n") if source else 0)


def first_values(slug: str) -> dict[str, str]:
    """Return what a new strategy's form holds when it begins from a template, or from an empty frame."""
    template = TEMPLATES.get(slug)
    if template is None:
        return {"name": "", "description": "", "template": "", "source": BLANK}
    return {
        "name": template.title,
        "description": template.summary,
        "template": slug,
        "source": template.source,
    }


def file_name(strategy: Strategy, kind: str = "py") -> str:
    """
    Return a name for the file of a strategy's code.

    >>> file_name(Strategy(name="Dual SMA, v2 (Öl)"))
    'dual_sma_v2_l.py'
    """
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in strategy.name.lower())
    return f"{'_'.join(words.split()) or 'strategy'}.{kind}"
