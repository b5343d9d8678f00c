"""From columns of numbers, as sources give them, to bars that backtests can run on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from engine.bars import Bars, BarsError, Floats, Times
from marketdata.sources import calendars
from marketdata.sources.base import (
    AssetClass,
    BarRequest,
    Basis,
    Failure,
    Identified,
    Interval,
    Listing,
    SourceError,
    SourceFacts,
)
from marketdata.sources.intervals import next_start
from marketdata.sources.symbols import identify

ADJUSTMENTS: Final = {
    Basis.AS_TRADED: "none: prices as they were paid",
    Basis.SPLIT_ADJUSTED: "for splits, not for dividends",
    Basis.ADJUSTED: "for splits and dividends",
}
MAX_REQUESTS: Final = 24
LOT_SIZES: Final = {AssetClass.CRYPTO: 0.00001}
DECIMALS: Final = {AssetClass.FOREX: 5}
IN_HUNDREDTHS: Final = (AssetClass.STOCK, AssetClass.ETF, AssetClass.INDEX)
# More digits no chart and no table has room for.
MOST_DECIMALS: Final = 12
JUDGED_BARS: Final = 1_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Table:
    """The columns of some bars before anybody has looked at them; a missing value is NaN."""

    times: Times
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats

    def __len__(self) -> int:
        return len(self.times)

    def where(self, kept: NDArray[np.bool_]) -> Self:
        """Return the rows that are kept."""
        names = ("times", "open", "high", "low", "close", "volume")
        return replace(self, **{name: getattr(self, name)[kept] for name in names})

    def scaled(self, factor: float | Floats) -> Self:
        """Return the table with its prices, but not its volume, times a factor."""
        return replace(self, **{name: getattr(self, name) * factor for name in ("open", "high", "low", "close")})

    def sorted(self) -> Self:
        """Return the rows oldest first."""
        order = np.argsort(self.times, kind="stable")
        names = ("times", "open", "high", "low", "close", "volume")
        return replace(self, **{name: getattr(self, name)[order] for name in names})

    def without_gaps(self) -> Self:
        """Return the rows with a price: a row of nulls is a bar that never was, one with some nulls is a fault."""
        prices = np.stack([self.open, self.high, self.low, self.close])
        return self.where(np.isnan(prices).sum(axis=0) < len(prices))


def joined(tables: Sequence[Table]) -> Table:
    """Return tables one after another."""
    names = ("times", "open", "high", "low", "close", "volume")
    return Table(**{name: np.concatenate([getattr(table, name) for table in tables]) for name in names})


def wanted(table: Table, request: BarRequest) -> Table:
    """Return the rows of the days asked for."""
    days = table.times.astype("datetime64[D]")
    kept = days <= np.datetime64(request.last_date)
    return table.where(kept if request.first_date is None else kept & (days >= np.datetime64(request.first_date)))


def over(table: Table, interval: Interval, calendar: str, now: datetime) -> Table:
    """Return the rows whose time is over: a bar that still grows would look different tomorrow."""
    return table.where(_is_over(table, interval, calendar, now)) if len(table) else table


def _is_over(table: Table, interval: Interval, calendar: str, now: datetime) -> NDArray[np.bool_]:
    if interval.is_intraday:
        here = np.datetime64(local(now, calendars.time_zone(calendar)), "us")
        return np.asarray(table.times + np.timedelta64(interval.seconds, "s") <= here)
    last_day: date = table.times[-1].astype("datetime64[D]").item()
    kept = np.ones(len(table), dtype=np.bool_)
    kept[-1] = _period_is_over(last_day, interval, calendar, now)
    return kept


def _period_is_over(day: date, interval: Interval, calendar: str, now: datetime) -> bool:
    """Return whether the last session of the day, week or month that begins on a day has ended."""
    last = day if interval is Interval.D1 else next_start(day, interval) - timedelta(days=1)
    try:
        days = calendars.sessions(calendar, day, last)
        return calendars.is_over(calendar, days[-1].item() if len(days) else last, now)
    except calendars.CalendarError:
        # Some exchanges publish their holidays a year ahead only: then the day after is late enough anywhere.
        return now.date() > last + timedelta(days=1)


def local(moment: datetime, time_zone: str) -> datetime:
    """Return what the clocks of a time zone show, without saying which."""
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def local_times(seconds: NDArray[np.int64], time_zone: str) -> Times:
    """
    Return Unix times as the clocks of a time zone show them.

    >>> local_times(np.array([1710077400, 1709904600]), "America/New_York")
    array(['2024-03-10T09:30:00.000000', '2024-03-08T08:30:00.000000'], dtype='datetime64[us]')
    """
    # Loaded by whoever has bars to assemble.
    import pandas as pd  # type: ignore[import-untyped]

    index = pd.DatetimeIndex(np.asarray(seconds, dtype=np.int64).astype("datetime64[s]"), tz="UTC")
    times: Times = index.tz_convert(time_zone).tz_localize(None).to_numpy().astype("datetime64[us]")
    return times


def between_zones(times: Times, origin: str, target: str) -> Times:
    """Return what the clocks of one time zone show when those of another show these times."""
    import pandas as pd

    if origin == target:
        return times
    # An hour that happens twice is taken for its first time; one that never happens, for the next that does.
    index = pd.DatetimeIndex(times).tz_localize(
        origin, ambiguous=np.ones(len(times), dtype=bool), nonexistent="shift_forward"
    )
    moved: Times = index.tz_convert(target).tz_localize(None).to_numpy().astype("datetime64[us]")
    return moved


def shortest(column: Floats) -> Floats:
    """
    Return the decimal numbers behind a column that was once kept in 32 bits; other columns are left alone.

    >>> shortest(np.array([187.14999389648438]))
    array([187.15])
    """
    narrow = column.astype(np.float32)
    if not np.array_equal(narrow.astype(np.float64), column, equal_nan=True):
        return column
    return narrow.astype(np.str_).astype(np.float64)


def decimals_of(prices: Floats, asset_class: AssetClass) -> int:
    """
    Return how many decimals show prices, oldest first: as many as they have, if six digits of the last hold them.

    Shares are traded in hundredths, unless they cost less than one.

    >>> decimals_of(np.array([0.0000125]), AssetClass.CRYPTO), decimals_of(np.array([1.08215]), AssetClass.FOREX)
    (7, 5)
    >>> decimals_of(np.array([46.7875]), AssetClass.STOCK), decimals_of(np.array([0.2 / 3]), AssetClass.STOCK)
    (2, 6)
    """
    size = math.floor(math.log10(prices[-1]))
    if size >= 0 and asset_class in IN_HUNDREDTHS:
        return 2
    latest, least = prices[-JUDGED_BARS:], DECIMALS.get(asset_class, 2)
    for decimals in range(least, min(5 - size, MOST_DECIMALS) + 1):
        if np.array_equal(np.round(latest, decimals), latest):
            return decimals
    return least if size >= 0 else min(4 - size, MOST_DECIMALS)


def listing_of(
    identified: Identified,
    *,
    name: str = "",
    asset_class: AssetClass | None = None,
    currency: str = "",
    decimals: int = 0,
) -> Listing:
    """
    Return the listing of a symbol, with what a source said in place of what the symbol suggests.

    :raises SourceError: if nobody can say when its market is open.
    """
    kind = asset_class or identified.asset_class
    return Listing(
        symbol=identified.symbol,
        name=name or identified.symbol,
        asset_class=kind,
        periods_per_year=bars_a_year(identified, Interval.D1),
        description="",
        currency=currency or identified.currency or "USD",
        lot_size=LOT_SIZES.get(kind, 1.0),
        price_decimals=max(decimals, DECIMALS.get(kind, 2)),
    )


def bars_a_year(identified: Identified, interval: Interval) -> int:
    """
    Return how many bars a year has where a symbol is traded.

    :raises SourceError: if its exchange's calendar is out of order.
    """
    try:
        return calendars.periods_per_year(identified.calendar, interval)
    except calendars.CalendarError as error:
        raise SourceError(Failure.NOT_OFFERED, f"{identified.symbol} cannot be used: {error}") from None


def bars_of(
    table: Table, *, facts: SourceFacts, listing: Listing, identified: Identified, interval: Interval, basis: Basis
) -> Bars:
    """
    Return the table as bars.

    :raises SourceError: NO_BARS if it is empty, BAD_ANSWER if no honest backtest could run on it.
    """
    if not len(table):
        raise no_bars(facts, listing.symbol)
    try:
        return Bars(
            symbol=listing.symbol,
            interval=interval.value,
            times=table.times,
            open=table.open,
            high=table.high,
            low=table.low,
            close=table.close,
            volume=table.volume,
            periods_per_year=bars_a_year(identified, interval),
            lot_size=listing.lot_size,
            price_decimals=listing.price_decimals,
            currency=listing.currency,
            source=facts.label,
            adjustment=ADJUSTMENTS[basis],
        )
    except BarsError as error:
        text = f"{facts.label} gave prices that cannot be used: {error}."
        raise SourceError(Failure.BAD_ANSWER, text) from None


def check_requests(facts: SourceFacts, count: int) -> None:
    """
    Pass a range that takes no more requests than one fetch should make.

    :raises SourceError: NOT_OFFERED, if it takes more.
    """
    if count > MAX_REQUESTS:
        text = (
            f"{facts.label} gives minutes a month at a time, and {count} months are too many at once. "
            f"Choose at most {MAX_REQUESTS}, or a longer interval."
        )
        raise SourceError(Failure.NOT_OFFERED, text)


def check_answered(facts: SourceFacts, asked: Identified, answered: object) -> None:
    """
    Pass an answer that is about the symbol asked for, or does not say what it is about.

    :raises SourceError: BAD_ANSWER, if it is about another.
    """
    if answered and identify(str(answered)).symbol != asked.symbol:
        text = f"{facts.label} was asked for {asked.symbol} and answered with other prices."
        raise SourceError(Failure.BAD_ANSWER, text)


def no_bars(facts: SourceFacts, symbol: str) -> SourceError:
    """Return what to say when a source knows a symbol but has no bars in the range."""
    return SourceError(Failure.NO_BARS, f"{facts.label} has no {symbol} prices in these dates.")


def unknown(facts: SourceFacts, symbol: str) -> SourceError:
    """Return what to say when a source does not know a symbol."""
    return SourceError(Failure.UNKNOWN_SYMBOL, f"{facts.label} does not know {symbol}. Check how it is spelt.")
