"""What intervals are called, how far back a source has them, and weeks and months made of days."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.bars import PRICE_COLUMNS, Bars, Floats, Times
from marketdata.sources.base import AssetClass, BarRequest, Failure, Interval, SourceError, SourceFacts

WORDS: Final[Mapping[Interval, str]] = {
    Interval.M1: "1-minute bars",
    Interval.M5: "5-minute bars",
    Interval.M15: "15-minute bars",
    Interval.M30: "30-minute bars",
    Interval.H1: "hourly bars",
    Interval.D1: "daily bars",
    Interval.WK1: "weekly bars",
    Interval.MO1: "monthly bars",
}
CLASSES: Final[Mapping[AssetClass, str]] = {
    AssetClass.STOCK: "stocks",
    AssetClass.ETF: "ETFs",
    AssetClass.INDEX: "indices",
    AssetClass.CRYPTO: "crypto",
    AssetClass.FOREX: "currency pairs",
    AssetClass.FUTURE: "futures",
}
# What days are made into where nothing longer is stored.
MADE_FROM_DAYS: Final[Mapping[Interval, str]] = {Interval.WK1: "weeks", Interval.MO1: "months"}
# numpy counts days from Thursday, 1 January 1970; Monday of that week was three days before.
MONDAY: Final = 3
# Holidays may stretch fewer bars than these beyond recognition.
ENOUGH_TO_TELL: Final = 10


def earliest(facts: SourceFacts, interval: Interval, today: date) -> date | None:
    """Return the first day a source has bars of this interval for, None if it has all there is."""
    days = facts.intervals[interval]
    return None if days is None else today - timedelta(days=days - 1)


def check_offered(facts: SourceFacts, request: BarRequest, today: date) -> None:
    """
    Pass a request that the source's own facts allow.

    :raises SourceError: if it lacks such instruments, such bars, or bars so far back; the text says what it has.
    """
    if request.asset_class not in facts.asset_classes:
        text = f"{facts.label} is not asked for {request.symbol}: it offers {_classes(facts)} only."
        raise SourceError(Failure.NOT_OFFERED, text)
    if request.interval not in facts.intervals:
        offered = ", ".join(WORDS[interval] for interval in facts.intervals)
        text = f"{facts.label} has no {WORDS[request.interval]}. It offers {offered}."
        raise SourceError(Failure.NOT_OFFERED, text)
    if request.first_date and request.first_date > min(request.last_date, today):
        raise SourceError(Failure.NO_BARS, f"{facts.label} has no {request.symbol} prices in these dates.")
    first = earliest(facts, request.interval, today)
    if first and request.first_date and request.first_date < first:
        raise SourceError(Failure.NOT_OFFERED, too_far_back(facts, request.interval, first))


def too_far_back(facts: SourceFacts, interval: Interval, first: date) -> str:
    """Return the sentence for a range that begins before a source's history does."""
    return (
        f"{WORDS[interval].capitalize()} from {facts.label} reach back {facts.intervals[interval]} days: "
        f"choose a start date from {first.day} {first:%b %Y} on, or a longer interval."
    )


def period_starts(times: Times, interval: Interval) -> Times:
    """
    Return the Monday or the first of the month that each time belongs to, as datetime64[us].

    >>> period_starts(np.array(["2024-02-01T00:00"], dtype="datetime64[us]"), Interval.WK1)
    array(['2024-01-29T00:00:00.000000'], dtype='datetime64[us]')
    """
    days = times.astype("datetime64[D]")
    if interval is Interval.MO1:
        return days.astype("datetime64[M]").astype("datetime64[us]")
    numbers = days.astype(np.int64)
    mondays: Times = (numbers - (numbers + MONDAY) % 7).astype("datetime64[D]").astype("datetime64[us]")
    return mondays


def misfit(times: Times, interval: Interval, *, usual: Interval) -> str:
    """
    Return why bars of these times are not of this interval, with `usual` for how far apart most stand; else nothing.

    >>> times = np.array(["2024-01-02T09:30", "2024-01-02T09:35"], dtype="datetime64[us]")
    >>> misfit(times, Interval.D1, usual=Interval.M5)
    'Two of these bars fall on one day, so they are no daily bars. Choose 5-minute bars.'
    """
    choose = f"Choose {WORDS[usual]}."
    days = times.astype("datetime64[D]")
    if not interval.is_intraday:
        starts = days if interval is Interval.D1 else period_starts(times, interval)
        if (starts[1:] == starts[:-1]).any():
            where = {Interval.D1: "on one day", Interval.WK1: "into one week"}.get(interval, "into one month")
            return f"Two of these bars fall {where}, so they are no {WORDS[interval]}. {choose}"
    elif (times == days).all():
        return f"None of these bars has a time of day, so they are no {WORDS[interval]}. {choose}"
    # Few bars, or bars within days that are usually a day apart, say little of how long each lasts.
    is_sure = len(times) >= ENOUGH_TO_TELL and not (interval.is_intraday and usual is Interval.D1)
    if is_sure and interval is not usual:
        return f"Most of these bars stand as far apart as {WORDS[usual]}, not as {WORDS[interval]}. {choose}"
    return ""


def next_start(start: date, interval: Interval) -> date:
    """
    Return the first day of the week or month after the one that begins on a day.

    >>> next_start(date(2024, 12, 1), Interval.MO1)
    datetime.date(2025, 1, 1)
    """
    if interval is Interval.MO1:
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=7)


def first_day(day: date, interval: Interval) -> date:
    """
    Return the first day of the week or month a day lies in; for shorter intervals the day itself.

    >>> first_day(date(2024, 2, 1), Interval.WK1)
    datetime.date(2024, 1, 29)
    """
    if interval is Interval.WK1:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if interval is Interval.MO1 else day


def last_day(day: date, interval: Interval) -> date:
    """
    Return the last day of the week or month a day lies in; for shorter intervals the day itself.

    >>> last_day(date(2024, 2, 1), Interval.MO1), last_day(date(2024, 2, 1), Interval.D1)
    (datetime.date(2024, 2, 29), datetime.date(2024, 2, 1))
    """
    if interval not in (Interval.WK1, Interval.MO1):
        return day
    return next_start(first_day(day, interval), interval) - timedelta(days=1)


class Columns(Protocol):
    """Anything with the six columns of bars."""

    @property
    def times(self) -> Times: ...
    @property
    def open(self) -> Floats: ...
    @property
    def high(self) -> Floats: ...
    @property
    def low(self) -> Floats: ...
    @property
    def close(self) -> Floats: ...
    @property
    def volume(self) -> Floats: ...


def grouped(days: Columns, interval: Interval) -> dict[str, NDArray[Any]]:
    """
    Return the columns of weekly or monthly bars made of daily ones, each with the time its week or month begins.

    Adjust the days first: over a split a week's own high and low mean nothing.
    """
    starts, firsts = np.unique(period_starts(days.times, interval), return_index=True)
    if not len(firsts):
        return {name: getattr(days, name) for name in ("times", *PRICE_COLUMNS)}
    lasts = np.append(firsts[1:], len(days.times)) - 1
    return {
        "times": starts,
        "open": days.open[firsts],
        "high": np.maximum.reduceat(days.high, firsts),
        "low": np.minimum.reduceat(days.low, firsts),
        "close": days.close[lasts],
        "volume": np.add.reduceat(days.volume, firsts),
    }


def resampled(bars: Bars, interval: Interval, *, opened: Times, periods_per_year: int) -> Bars:
    """
    Return daily bars, already adjusted, as weekly or monthly ones, at either end only where they are whole.

    `opened` are the days the market was open; a week is whole when it has none before the first or after the last bar.
    """
    columns: dict[str, Any] = grouped(bars, interval)
    if len(bars):
        first, last = bars.dates[0], bars.dates[-1]
        start, end = first_day(first.item(), interval), last_day(last.item(), interval)
        is_late = ((opened >= np.datetime64(start)) & (opened < first)).any()
        is_early = ((opened > last) & (opened <= np.datetime64(end))).any()
        kept = slice(int(is_late), len(columns["times"]) - int(is_early))
        columns = {name: column[kept] for name, column in columns.items()}
    made = MADE_FROM_DAYS[interval]
    return replace(
        bars,
        **columns,
        interval=interval.value,
        periods_per_year=periods_per_year,
        warmup=0,
        source=f"{bars.source}, {made} made from days",
    )


def _classes(facts: SourceFacts) -> str:
    return ", ".join(CLASSES[asset_class] for asset_class in AssetClass if asset_class in facts.asset_classes)
