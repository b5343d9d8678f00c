"""Indicators as programs, pages and terminals read them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.bars import Bars
from indicators.charts import TO_THE_MINUTE, digits_of, label_of
from indicators.computing import moments
from indicators.library import registry
from indicators.library.entry import BadParameter, Category, Entry, Parameter
from indicators.library.occurrences import HORIZONS, Followed, followed, moves_after
from indicators.library.registry import Values
from marketdata.candles import WORDS
from statis.templatetags import fmt

LATEST: Final = 10
OCCURRENCES: Final = 50
WITHOUT_TALIB: Final = (
    "TA-Lib cannot be imported. Its best-known indicators are computed by NumPy, to the same values; its others are "
    "missing here."
)
RISING: Final = "Rising form"
FALLING: Final = "Falling form"
MOST_BESIDES: Final = 3
# How many bars a chart may show, and what that is called for days.
RANGES: Final = {126: "6M", 252: "1Y", 504: "2Y", 1260: "5Y"}
FIRST_RANGE: Final = 252


@dataclass(frozen=True, kw_only=True)
class Group:
    """The indicators of a category."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A field of an indicator's form."""

    name: str
    meaning: str
    value: str
    bounds: str
    choices: tuple[str, ...]
    is_whole: bool
    error: str


@dataclass(frozen=True, kw_only=True)
class RangeLink:
    """A choice of how many bars to show."""

    bars: int
    label: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class IntervalLink:
    """A choice of how long a bar lasts."""

    interval: str
    label: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class PatternRow:
    """What followed after a pattern, or after any bar."""

    label: str
    count: str
    moves: tuple["Move", ...]


@dataclass(frozen=True, kw_only=True)
class OccurrenceRow:
    """A bar on which a pattern occurred, and what followed."""

    at: str
    form: str
    close: str
    moves: tuple["Move", ...]


@dataclass(frozen=True, kw_only=True)
class Move:
    """A return some bars later, in the colour of its sign."""

    label: str
    text: str
    tone: str


def besides(entry: Entry, names: Sequence[str]) -> tuple[list[Entry], str]:
    """Return the other indicators to show with one, and what is wrong with the names of some."""
    found: dict[str, Entry] = {}
    problem = ""
    for name in filter(None, (name.strip() for name in names)):
        try:
            found |= {one.name: one for one in [registry.find(name)] if one is not entry}
        except registry.UnknownIndicator as unknown:
            problem = str(unknown)
    if len(found) > MOST_BESIDES:
        problem = f"A chart holds {MOST_BESIDES + 1} indicators. Take one off before you add another."
    return list(found.values())[:MOST_BESIDES], problem


def grouped(entries: Sequence[Entry]) -> list[Group]:
    """Return indicators by category, in the order of the categories."""
    groups = {kind: tuple(entry for entry in entries if entry.category is kind) for kind in Category}
    return [Group(label=kind.value.capitalize(), entries=found) for kind, found in groups.items() if found]


def settings_of(entry: Entry, given: Mapping[str, str]) -> list[Setting]:
    """Return the fields of an indicator's form with what was typed, and what is wrong with it."""
    return [_setting(one, given.get(one.name, "").strip()) for one in entry.parameters]


def _setting(one: Parameter, typed: str) -> Setting:
    error = ""
    value = typed or str(one.default)
    try:
        value = str(one.checked(value))
    except BadParameter as problem:
        error = str(problem)
    return Setting(
        name=one.name,
        meaning=one.meaning,
        value=value,
        bounds=one.bounds,
        choices=one.choices,
        is_whole=isinstance(one.default, int),
        error=error,
    )


def ranges(bars: Bars, shown: int) -> tuple[RangeLink, ...]:
    """Return how many bars may be shown, as far as there are more than that."""
    names = RANGES if bars.interval == "1d" else {count: f"{count:,} bars" for count in RANGES}
    offered = [count for count in RANGES if count < len(bars)]
    return tuple(RangeLink(bars=one, label=names[one], is_current=one == shown) for one in offered)


def interval_links(held: Collection[str], current: str) -> tuple[IntervalLink, ...]:
    """Return the intervals to choose from, the shortest first; none if there is no choice."""
    links = [
        IntervalLink(interval=one, label=words.capitalize(), is_current=one == current)
        for one, words in WORDS.items()
        if one in held
    ]
    return tuple(links) if len(links) > 1 else ()


def range_of(text: str) -> int:
    """
    Return how many bars to show.

    >>> range_of("504"), range_of("-1"), range_of("all")
    (504, 252, 252)
    """
    return int(text) if text.isdecimal() and int(text) in RANGES else FIRST_RANGE


def latest(entry: Entry, values: Values, bars: Bars) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the last bars with their labelled values, the latest first."""
    columns = [values.outputs[output.name][-LATEST:] for output in entry.outputs]
    digits = [digits_of(bars, entry, [column]) for column in columns]
    texts = [[fmt.ratio(value, count) for value in one.tolist()] for one, count in zip(columns, digits, strict=True)]
    at = [moment[:TO_THE_MINUTE] for moment in moments(bars)[-LATEST:]]
    closes = [fmt.price(close, bars.price_decimals) for close in bars.close[-LATEST:].tolist()]
    labels = output_labels(entry)
    labelled = [list(zip(labels, row, strict=True)) for row in zip(*texts, strict=True)]
    return list(zip(at, closes, labelled, strict=True))[::-1]


def output_labels(entry: Entry) -> list[str]:
    """Return what the columns of an indicator's values are called."""
    return [label_of(entry, output) for output in entry.outputs]


def pattern_rows(entry: Entry, values: Values, bars: Bars) -> list[PatternRow]:
    """Return what followed after a candle pattern, and after any bar, without which the former says nothing."""
    if entry.category is not Category.PATTERN:
        return []
    marks = values.outputs[entry.outputs[0].name]
    rows = [(RISING, marks > 0), (FALLING, marks < 0), ("Any bar", np.isfinite(marks))]
    return [_pattern_row(label, followed(bars.close, chosen)) for label, chosen in rows if chosen.any()]


def _pattern_row(label: str, found: Followed) -> PatternRow:
    return PatternRow(label=label, count=fmt.count(found.count), moves=_moves(found.moves))


def _moves(moves: Sequence[float | None]) -> tuple[Move, ...]:
    labelled = zip(horizons(), moves, strict=True)
    return tuple(
        Move(label=label, text=fmt.percent(one, 2), tone=fmt.direction(one, "percent2")) for label, one in labelled
    )


def occurred(entry: Entry, values: Values) -> list[int]:
    """Return the places of the bars on which a candle pattern occurred, the latest first."""
    if entry.category is not Category.PATTERN:
        return []
    marks = np.nan_to_num(values.outputs[entry.outputs[0].name])
    return np.flatnonzero(marks)[::-1].tolist()  # type: ignore[no-any-return]


def occurrence_rows(places: Sequence[int], entry: Entry, values: Values, bars: Bars) -> list[OccurrenceRow]:
    """Return what followed each time a candle pattern occurred."""
    marks, days = values.outputs[entry.outputs[0].name], moments(bars)
    return [
        OccurrenceRow(
            at=days[at][:TO_THE_MINUTE],
            form=RISING if marks[at] > 0 else FALLING,
            close=fmt.price(float(bars.close[at]), bars.price_decimals),
            moves=_moves(moves_after(bars.close, at)),
        )
        for at in places
    ]


def usage(entry: Entry, settings: Sequence[Setting]) -> tuple[str, str]:
    """Return the lines of a strategy that use an indicator with these settings."""
    given = "".join(f", {one.name}={one.value!r}" if one.choices else f", {one.name}={one.value}" for one in settings)
    prices = ", ".join(f"self.data{at}" for at in (0, 1)) if "real1" in entry.inputs else "self.data"
    as_known = ", as_known=True" if entry.repaints else ""
    return (
        f"from statis_indicators import {entry.name}",
        f"self.{entry.slug} = {entry.name}({prices}{given}{as_known})",
    )


def horizons() -> list[str]:
    """
    Return the heads of the moves.

    >>> horizons()
    ['1 bar after', '5 bars after', '20 bars after']
    """
    return [f"{bars} bar{'s' if bars > 1 else ''} after" for bars in HORIZONS]
