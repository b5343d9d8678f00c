"""What a screen found, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.http import urlencode

from engine.bars import Bars
from indicators.charts import digits_of
from indicators.library.entry import Floats
from indicators.library.judging import FAILS, HOLDS
from indicators.library.rules import Line, Price
from indicators.screening import Screened
from statis.templatetags import fmt

# Prices that end before the last weekend are not called today's.
FRESH_DAYS: Final = 4
DAYS_A_YEAR: Final = 365.25


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
