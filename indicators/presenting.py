"""Indicators as programs, pages and terminals read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from django.urls import reverse
from django.utils.http import urlencode

from engine.bars import Bars
from indicators.charts import digits_of, label_of
from indicators.computing import Computed
from indicators.library import registry
from indicators.library.entry import BadParameter, Category, Entry, Floats, Parameter
from indicators.library.judging import FAILS, HOLDS
from indicators.library.occurrences import HORIZONS, Followed, followed
from indicators.library.registry import Values, warm_up
from indicators.library.rules import Line, Price
from indicators.screening import Screened
from statis.templatetags import fmt

LATEST: Final = 10
MOST_BESIDES: Final = 3
# How many bars a chart may show, and what that is called for days.
RANGES: Final = {126: "6M", 252: "1Y", 504: "2Y", 1260: "5Y"}
FIRST_RANGE: Final = 252
# Prices that end before the last weekend are not called today's.
FRESH_DAYS: Final = 4
DAYS_A_YEAR: Final = 365.25


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
class PatternRow:
    """What followed after a pattern, or after any bar."""

    label: str
    count: str
    moves: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ScreenRow:
    """A symbol that was screened: when its prices end, and each line's latest value with its chart, if it has one."""

    symbol: str
    name: str
    is_simulated: bool
    ends: date
    age: str
    close: str
    cells: tuple[tuple[str, str, str], ...]
    lack: str


@dataclass(frozen=True, kw_only=True)
class ScreenTable:
    """What a screen found: those that meet the rule, those that do not, those of which nobody can tell."""

    heads: tuple[str, ...]
    met: tuple[ScreenRow, ...]
    unmet: tuple[ScreenRow, ...]
    untold: tuple[ScreenRow, ...]
    refused: dict[str, str]
    count: int
    oldest: date | None
    newest: date | None
    staleness: str


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


def range_of(text: str) -> int:
    """
    Return how many bars to show.

    >>> range_of("504"), range_of("-1"), range_of("all")
    (504, 252, 252)
    """
    return int(text) if text.isdecimal() and int(text) in RANGES else FIRST_RANGE


def latest(entry: Entry, values: Values, bars: Bars) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return the last bars with their values, the latest first."""
    columns = [values.outputs[output.name][-LATEST:] for output in entry.outputs]
    digits = [digits_of(bars, entry, [column]) for column in columns]
    texts = [[fmt.ratio(value, count) for value in one.tolist()] for one, count in zip(columns, digits, strict=True)]
    moments = bars.dates if bars.interval in ("1d", "1wk", "1mo") else bars.times.astype("datetime64[m]")
    closes = [fmt.price(close, bars.price_decimals) for close in bars.close[-LATEST:].tolist()]
    rows = zip(moments[-LATEST:].astype(str).tolist(), closes, zip(*texts, strict=True), strict=True)
    return list(rows)[::-1]


def output_labels(entry: Entry) -> list[str]:
    """Return what the columns of an indicator's values are called."""
    return [label_of(entry, output) for output in entry.outputs]


def pattern_rows(entry: Entry, values: Values, bars: Bars) -> list[PatternRow]:
    """Return what followed after a candle pattern, and after any bar, without which the former says nothing."""
    if entry.category is not Category.PATTERN:
        return []
    marks = values.outputs[entry.outputs[0].name]
    rows = [("Rising form", marks > 0), ("Falling form", marks < 0), ("Any bar", np.isfinite(marks))]
    return [_pattern_row(label, followed(bars.close, chosen)) for label, chosen in rows if chosen.any()]


def _pattern_row(label: str, found: Followed) -> PatternRow:
    moves = tuple((fmt.percent(move, 2), fmt.direction(move, "percent2")) for move in found.moves)
    return PatternRow(label=label, count=fmt.count(found.count), moves=moves)


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


def described(entry: Entry) -> dict[str, Any]:
    """Return all that the catalogue says of an indicator."""
    return {
        "name": entry.name,
        "title": entry.title,
        "category": entry.category.value,
        "meaning": entry.meaning,
        "reading": entry.reading,
        "formula": entry.formula,
        "source": entry.source,
        "aliases": list(entry.aliases),
        "parameters": [
            {
                "name": one.name,
                "default": one.default,
                "minimum": None if one.choices else one.minimum,
                "maximum": None if one.choices else one.maximum,
                "choices": list(one.choices),
                "meaning": one.meaning,
            }
            for one in entry.parameters
        ],
        "inputs": list(entry.columns),
        "outputs": [{"name": one.name, "plot": one.plot.value, "label": one.label} for one in entry.outputs],
        "overlay": entry.overlay,
        "repaints": entry.repaints,
        "warm_up": warm_up(entry),
        "use": list(usage(entry, settings_of(entry, {}))),
    }


def series(found: Computed) -> dict[str, Any]:
    """Return an indicator's values with their dates, null where there is none."""
    return {
        "name": found.values.name,
        "params": found.values.params,
        "dates": found.bars.dates[found.first :].astype(str).tolist(),
        "outputs": {name: numbers(values[found.first :]) for name, values in found.values.outputs.items()},
    }


def numbers(values: Floats) -> list[float | None]:
    """
    Return values as JSON knows them.

    >>> numbers(np.array([np.nan, 1.5]))
    [None, 1.5]
    """
    listed = values.astype(object)
    listed[np.isnan(values)] = None
    return listed.tolist()  # type: ignore[no-any-return]


def screen_table(found: Screened, names: Mapping[str, str], *, today: date) -> ScreenTable:
    """Return what a screen found as a page shows it."""
    shown = [line for line in found.judged.values if line != Price("close")]
    rows = [_screen_row(found, at, shown, names, today) for at in range(len(found.bars))]
    verdicts = found.judged.verdicts.tolist()
    ends = [row.ends for row in rows]
    return ScreenTable(
        heads=tuple(line.label for line in shown),
        met=tuple(row for row, verdict in zip(rows, verdicts, strict=True) if verdict == HOLDS),
        unmet=tuple(row for row, verdict in zip(rows, verdicts, strict=True) if verdict == FAILS),
        untold=tuple(row for row, verdict in zip(rows, verdicts, strict=True) if verdict not in (HOLDS, FAILS)),
        refused=found.refused,
        count=len(rows) + len(found.refused),
        oldest=min(ends, default=None),
        newest=max(ends, default=None),
        staleness=_staleness([(today - end).days for end in ends]),
    )


def _screen_row(
    found: Screened, at: int, shown: Sequence[Line | Price], names: Mapping[str, str], today: date
) -> ScreenRow:
    bars = found.bars[at]
    ends = bars.dates[-1].item()
    return ScreenRow(
        symbol=bars.symbol,
        name=names.get(bars.symbol, ""),
        is_simulated=bars.is_simulated,
        ends=ends,
        age=age((today - ends).days),
        close=fmt.price(float(bars.close[-1]), bars.price_decimals),
        cells=tuple(_screen_cell(line, found.judged.values[line][:, at], bars) for line in shown),
        lack=found.judged.lacks[at],
    )


def _screen_cell(line: Line | Price, values: Floats, bars: Bars) -> tuple[str, str, str]:
    """Return a line's label, its latest value and the address of its chart, none if no page draws it."""
    latest_value = float(values[-1])
    if isinstance(line, Price):
        digits = 0 if line.column == "volume" else bars.price_decimals
        return line.label, fmt.ratio(latest_value, digits), ""
    digits = 0 if line.over == "volume" and line.entry.overlay else digits_of(bars, line.entry, [values])
    text = fmt.ratio(latest_value, digits)
    # The page of an indicator computes over its usual prices only.
    query = urlencode({"symbol": bars.symbol} | {name: str(value) for name, value in line.settings})
    return line.label, text, "" if line.over else f"{reverse('indicators:detail', args=[line.entry.slug])}?{query}"


def _staleness(days: Sequence[int]) -> str:
    """
    Return what to warn of where prices ended so many days ago.

    >>> _staleness([5000, 0]), _staleness([5000]), _staleness([3])
    ("These are not all today's prices. ", "These are not today's prices. ", '')
    """
    old = sum(one > FRESH_DAYS for one in days)
    return f"These are not {'all ' if old < len(days) else ''}today's prices. " if old else ""


def age(days: int) -> str:
    """
    Return how long ago a day was.

    >>> age(0), age(1), age(12), age(5000)
    ('today', '1 day ago', '12 days ago', '13 years ago')
    """
    if days <= 0:
        return "today"
    years = int(days / DAYS_A_YEAR)
    count, unit = (days, "day") if days < 2 * DAYS_A_YEAR else (years, "year")
    return f"{fmt.count(count)} {unit}{'' if count == 1 else 's'} ago"
