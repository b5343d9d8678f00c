"""What programs are told of an indicator, ready for `json.dumps(answer, default=vars)`."""

from dataclasses import dataclass

from indicators.library.entry import Entry, Parameter, Setting
from indicators.library.registry import warm_up
from indicators.presenting import settings_of, usage


@dataclass(frozen=True, kw_only=True)
class ParameterAnswer:
    """A parameter with its bounds, or with its choices and none."""

    name: str
    default: Setting
    minimum: float | None
    maximum: float | None
    choices: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, kw_only=True)
class OutputAnswer:
    """A line and how it is drawn."""

    name: str
    plot: str
    label: str


@dataclass(frozen=True, kw_only=True)
class IndicatorAnswer:
    """All that the catalogue says of an indicator; `use` are the lines of a strategy."""

    name: str
    title: str
    category: str
    meaning: str
    reading: str
    formula: str
    source: str
    aliases: tuple[str, ...]
    parameters: tuple[ParameterAnswer, ...]
    inputs: tuple[str, ...]
    outputs: tuple[OutputAnswer, ...]
    overlay: bool
    repaints: bool
    warm_up: int
    use: tuple[str, ...]


def described(entry: Entry) -> IndicatorAnswer:
    """Return all that the catalogue says of an indicator."""
    return IndicatorAnswer(
        name=entry.name,
        title=entry.title,
        category=entry.category.value,
        meaning=entry.meaning,
        reading=entry.reading,
        formula=entry.formula,
        source=entry.source,
        aliases=entry.aliases,
        parameters=tuple(map(_parameter, entry.parameters)),
        inputs=entry.columns,
        outputs=tuple(OutputAnswer(name=one.name, plot=one.plot.value, label=one.label) for one in entry.outputs),
        overlay=entry.overlay,
        repaints=entry.repaints,
        warm_up=warm_up(entry),
        use=usage(entry, settings_of(entry, {})),
    )


def _parameter(one: Parameter) -> ParameterAnswer:
    return ParameterAnswer(
        name=one.name,
        default=one.default,
        minimum=None if one.choices else one.minimum,
        maximum=None if one.choices else one.maximum,
        choices=one.choices,
        meaning=one.meaning,
    )
