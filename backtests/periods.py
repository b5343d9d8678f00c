"""The period of a new run: what is stored of its symbols, how far back sources reach, and presets within that."""

import calendar
import math
import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

import numpy as np
from django.contrib.auth.models import User
from django.utils import timezone

from backtests import moments
from engine.spec import MAX_SYMBOLS
from marketdata import selectors, upstreams
from marketdata.obtaining import may_be_fetched
from marketdata.selectors import Coverage
from marketdata.sources.base import Interval, SourceFacts
from marketdata.sources.intervals import MADE_FROM_DAYS, WORDS, earliest, too_far_back

DAILY: Final = "1d"
SHORT_PRESETS: Final = ("1D", "5D", "1M", "Max")
PRESETS: Final = ("1Y", "3Y", "5Y", "Max")
LONG_PRESETS: Final = ("5Y", "10Y", "20Y", "Max")
SATURDAY: Final = 5


def presets_of(interval: str) -> tuple[str, ...]:
    """
    Return the presets that make sense for bars of an interval.

    >>> presets_of("5m"), presets_of("1wk")
    (('1D', '5D', '1M', 'Max'), ('5Y', '10Y', '20Y', 'Max'))
    """
    if moments.is_intraday(interval):
        return SHORT_PRESETS
    return PRESETS if interval == DAILY else LONG_PRESETS


def first_preset(interval: str) -> str:
    """
    Return the preset a form opens with.

    >>> first_preset("5m"), first_preset("1d"), first_preset("1mo")
    ('1M', '5Y', 'Max')
    """
    offered = presets_of(interval)
    return offered[-1] if offered == LONG_PRESETS else offered[-2]


def preset_dates(preset: str, *, first: date, last: date) -> tuple[date, date]:
    """
    Return the period of a preset: so many weekdays, months or years up to the last bar, never before the first.

    >>> preset_dates("5Y", first=date(2000, 1, 3), last=date(2012, 2, 29))
    (datetime.date(2007, 2, 28), datetime.date(2012, 2, 29))
    >>> preset_dates("5D", first=date(2000, 1, 3), last=date(2012, 2, 29))
    (datetime.date(2012, 2, 23), datetime.date(2012, 2, 29))
    """
    asked = re.fullmatch(r"(\d+)([DMY])", preset)
    if not asked:
        return first, last
    number = int(asked[1])
    if asked[2] == "D":
        start: date = np.busday_offset(last, 1 - number, roll="backward").astype(date)
        return max(first, start), last
    year, month = divmod(last.year * 12 + last.month - 1 - number * (12 if asked[2] == "Y" else 1), 12)
    # 31 days and 29 February have no namesakes in most months.
    day = min(last.day, calendar.monthrange(year, month + 1)[1])
    return max(first, date(year, month + 1, day)), last


def span_of(symbols: Sequence[str], interval: str = DAILY, owner: User | None = None) -> tuple[date, date] | None:
    """Return the first and the last day that all known symbols cover, or None when there are none."""
    # One query, however many symbols somebody sends.
    held = [one for one in selectors.coverages(interval, owner) if one.symbol in symbols]
    if not held and not moments.is_intraday(interval):
        # Of weeks and months that are not stored yet there are as many as of days.
        held = [one for one in selectors.coverages(DAILY, owner) if one.symbol in symbols]
    spans = [(one.first_date, one.last_date) for one in held]
    if moments.is_intraday(interval) and (reach := _reach_of(symbols, interval, owner)):
        spans = [*((one.first_date, one.last_date) for one in held if one.is_private), reach]
    if not spans:
        return None
    first, last = max(start for start, _ in spans), min(end for _, end in spans)
    return (first, last) if first <= last else None


def _reach_of(symbols: Sequence[str], interval: str, owner: User | None) -> tuple[date, date] | None:
    """Return the days for which sources have bars within days, if one of the symbols is fetched."""
    facts = farthest(interval)
    if facts is None or not any(may_be_fetched(one, interval=interval, user=owner) for one in symbols[:MAX_SYMBOLS]):
        return None
    today = timezone.localdate()
    first = earliest(facts, Interval(interval), today)
    return (first, today) if first else None


def period_of(
    symbols: Sequence[str], preset: str, interval: str = DAILY, owner: User | None = None
) -> tuple[date, date] | None:
    """Return the dates of a preset that all known symbols cover, or None when there are none."""
    span = span_of(symbols, interval, owner)
    return preset_dates(preset, first=span[0], last=span[1]) if span else None


def interval_of(wanted: str, symbols: Sequence[str], owner: User) -> str:
    """Return an interval as wanted where there is one of this name, else days, else what is stored of a symbol."""
    if wanted in WORDS:
        return wanted
    held = [one.interval for one in selectors.coverages(None, owner) if one.symbol in symbols[:1]]
    return DAILY if DAILY in held or not held else held[0]


def farthest(interval: str) -> SourceFacts | None:
    """Return the facts of the source, among those that may be asked here, that has bars of an interval longest."""
    return _farthest(interval, [source.facts for source in upstreams.askable()])


def _farthest(interval: str, known: Sequence[SourceFacts]) -> SourceFacts | None:
    offered = [facts for facts in known if interval in facts.intervals]
    # Of equals the one that is asked first.
    return max(offered, key=lambda facts: facts.intervals[Interval(interval)] or math.inf, default=None)


def to_be_had(held: Collection[Coverage]) -> set[str]:
    """Return the intervals that are held, and those that are made from days."""
    made = set(MADE_FROM_DAYS) if any(one.makes_weeks for one in held) else set()
    return {one.interval for one in held} | {interval.value for interval in made}


def interval_choices(held: Collection[str]) -> list[tuple[str, str]]:
    """Return the intervals that bars are held or offered of, the shortest first, each with how far back it reaches."""
    known = [source.facts for source in upstreams.askable()]
    reach = {interval: _farthest(interval, known) for interval in WORDS}
    return [(one.value, _choice(one, reach[one])) for one in WORDS if one in held or reach[one]]


def _choice(interval: Interval, facts: SourceFacts | None) -> str:
    """Return the name of an interval, with the limit where it is one that people run into."""
    name = WORDS[interval].removesuffix(" bars").capitalize()
    days = facts.intervals[interval] if facts and interval.is_intraday else None
    return f"{name}, last {in_years(days)}" if days else name


def all_there_is(interval: str) -> str:
    """Return what a button says that chooses all days a source has bars for; nothing where there is no limit."""
    facts = farthest(interval)
    days = facts.intervals[Interval(interval)] if facts else None
    return f"Use the last {in_years(days)}" if days else ""


def in_years(days: int) -> str:
    """
    Return a number of days as people say it.

    >>> in_years(60), in_years(730)
    ('60 days', '2 years')
    """
    return f"{days} days" if days % 365 else f"{days // 365} years"


def out_of_reach(
    symbols: Sequence[str], interval: str, *, first_date: date, last_date: date, owner: User | None = None
) -> str:
    """Return which bars are neither stored nor to be had any more, and since when they are; nothing otherwise."""
    today, facts = timezone.localdate(), farthest(interval)
    reach = earliest(facts, Interval(interval), today) if facts else None
    for symbol in symbols:
        if not may_be_fetched(symbol, interval=interval, user=owner):
            continue
        days = {"first_date": first_date, "last_date": min(last_date, today)}
        missing = [
            gap for gap in selectors.missing_days(symbol=symbol, interval=interval, **days) if _has_weekday(gap)
        ]
        if missing and facts is None:
            return f"No source that may be asked here has {WORDS[Interval(interval)]} of {symbol}. Choose longer ones."
        if missing and facts and reach and missing[0][0] < reach:
            return too_far_back(facts, Interval(interval), reach)
    return ""


def _has_weekday(gap: tuple[date, date]) -> bool:
    """Return whether a market may have been open between two dates, both included."""
    first, last = gap
    return first.weekday() < SATURDAY or (last - first).days >= 7 - first.weekday()
