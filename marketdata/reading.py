"""Stored prices as arrays: chosen, unpacked, cut, adjusted and checked, of one symbol or of many in two queries."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from django.utils import dateformat

from engine.bars import PRICE_COLUMNS, Bars, BarsError, Times
from marketdata import selectors
from marketdata.calendar_files import hours_of, sessions_of
from marketdata.models import PriceSeries
from marketdata.selectors import Held, Reader
from marketdata.sources import adjusting, calendars, columns, editions, quality
from marketdata.sources.adjusting import Adjustment, Piece
from marketdata.sources.base import Basis, Interval
from marketdata.sources.columns import Columns
from marketdata.sources.intervals import first_day, last_day, resampled
from marketdata.storing import WITH_ACTIONS
from statis.errors import StatisError

ADJUSTED_HERE: Final = {
    Adjustment.ADJUSTED: "Adjusted for splits and dividends: prices before a dividend times 1 - dividend ÷ previous "
    "close. Volume is adjusted for splits.",
    Adjustment.SPLITS: "Adjusted for splits, not for dividends. Volume is adjusted for splits.",
    Adjustment.RAW: "None: prices as they were paid.",
}
# What prices in each of these terms can be made into.
OFFERED: Final = {
    Basis.AS_TRADED: frozenset(Adjustment),
    Basis.SPLIT_ADJUSTED: frozenset({Adjustment.ADJUSTED, Adjustment.SPLITS}),
    Basis.ADJUSTED: frozenset({Adjustment.ADJUSTED}),
}
# Daily bars come five in seven days, but for holidays; of denser ones this is far more than enough.
DAYS_A_BAR: Final = 1.5
DAYS_CLOSED: Final = 14


class NoData(StatisError):
    """There are no prices for what was asked; the text says which there are."""

    code = "NO_DATA"


class BadPrices(NoData):
    """The prices that are stored cannot be used; the text says which, and why."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days asked for, both included, None where a side is open; and how many bars before them come along."""

    start_date: date | None = None
    end_date: date | None = None
    warmup: int = 0

    def places(self, columns: Columns | Bars) -> tuple[int, int, int]:
        """Return from where to where the bars asked for lie, and how many of those before them come along."""
        first, last = 0, len(columns)
        if self.start_date is not None:
            first = int(np.searchsorted(columns.times, np.datetime64(self.start_date), "left"))
        if self.end_date is not None:
            last = int(np.searchsorted(columns.times, np.datetime64(self.end_date) + 1, "left"))
        return first, last, min(first, self.warmup) if first < last else 0


def read(
    *,
    symbols: Collection[str],
    period: Period,
    interval: str,
    adjustment: Adjustment,
    user: Reader = None,
    pinned: Collection[int] = (),
) -> dict[str, Bars]:
    """
    Return the bars of those symbols that have any in a period.

    Of several series of a symbol it is a user's own, then that which has most of the days. Of a symbol with an edition
    among those `pinned`, exactly that one is read. Weeks and months that are not stored are made from adjusted days.

    :raises NoData: if prices cannot be had in these terms.
    :raises BadPrices: if a stored price is impossible.
    """
    days = {"start_date": period.start_date, "end_date": period.end_date}
    held = selectors.held(symbols=symbols, interval=interval, user=user, pinned=pinned, **days)
    left = [one for one in held if one.interval == interval]
    found = _made_from_days([one for one in held if one.interval != interval], period, Interval(interval), adjustment)
    for since in _first_dates(period):
        parts = selectors.blocks([one.edition for one in left], since=since, until=period.end_date)
        again = []
        for one in left:
            blocks = parts.get(one.edition)
            if not blocks:
                continue
            values = columns.decode_all([block for _, block in blocks])
            first, last, lead = period.places(values)
            if lead < period.warmup and since is not None and blocks[0][0] > one.first_date:
                # Bars are missing just before the start: there may be more of them further back.
                again.append(one)
            elif first < last:
                found[one.symbol] = _bars(one, values, (first, last, lead), adjustment)
        left = again
    return found


def _made_from_days(
    held: Sequence[Held], period: Period, interval: Interval, adjustment: Adjustment
) -> dict[str, Bars]:
    """Return the weekly or monthly bars in a period that stored days make, whole ones only."""
    parts = selectors.blocks([one.edition for one in held], since=None, until=None) if held else {}
    found = {}
    for one in (one for one in held if one.edition in parts):
        if adjustment is Adjustment.RAW and one.actions:
            text = f"Bars longer than days of {one.symbol} are made from adjusted days. Choose adjusted prices."
            raise NoData(text)
        values = columns.decode_all([block for _, block in parts[one.edition]])
        days = _bars(one, values, (0, len(values), 0), adjustment)
        opened = _opened(one.calendar, days, interval)
        made = resampled(days, interval, opened=opened, periods_per_year=calendars.FIXED[interval])
        first, last, lead = period.places(made)
        if first < last:
            found[one.symbol] = made.part(first - lead, last, warmup=lead)
    return found


def _opened(calendar: str, days: Bars, interval: Interval) -> Times:
    """Return when a market was open in the weeks or months of some days: weekdays, where no calendar tells."""
    first, last = first_day(days.dates[0].item(), interval), last_day(days.dates[-1].item(), interval)
    opened = sessions_of(calendar, first, last)
    if opened is not None:
        return opened
    every = np.arange(np.datetime64(first), np.datetime64(last) + np.timedelta64(1, "D"))
    weekdays: Times = every[np.is_busday(every)]
    return weekdays


def latest(series: Iterable[PriceSeries], *, days: int) -> dict[int, Bars]:
    """Return the adjusted bars of the last days of some series; nothing of one whose prices cannot be used."""
    held = {one.current.pk: (one.pk, Held.of(one.current, one)) for one in series if one.current}
    found = {}
    for edition, blocks in selectors.latest_blocks([one for _, one in held.values()], days=days).items():
        pk, one = held[edition]
        values = columns.decode_all([block for _, block in blocks])
        with suppress(NoData):
            found[pk] = _bars(one, values, (0, len(values), 0), Adjustment.ADJUSTED)
    return found


def _first_dates(period: Period) -> tuple[date | None, ...]:
    """Return from where on to read: far enough back as a rule, and all there is should there be a gap."""
    start = period.start_date
    if start is None or not period.warmup:
        return (start,)
    days = min(int(period.warmup * DAYS_A_BAR) + DAYS_CLOSED, start.toordinal() - 1)
    return start - timedelta(days=days), None


def _bars(held: Held, values: Columns, places: tuple[int, int, int], adjustment: Adjustment) -> Bars:
    """
    Return the bars of an edition between two places in the terms asked for, with where they come from.

    :raises NoData: if they cannot be had in these terms.
    :raises BadPrices: if one is impossible.
    """
    first, last, lead = places
    days = values.times[[first - lead, last - 1]].astype("datetime64[D]").tolist()
    pieces = [one for one in editions.pieces_of(held.pieces) if one.first_date <= days[1] and one.last_date >= days[0]]
    _check_offered(held, pieces, adjustment)
    facts = _facts(held) | _origin(held, pieces, adjustment)
    try:
        # All that was read is checked, once: a wrong price beside those asked for makes these doubtful, too.
        return _checked(_in_terms(held, values, adjustment), facts).part(first - lead, last, warmup=lead)
    except BarsError:
        raise _bad(values, facts) from None


def _in_terms(held: Held, kept: Columns, adjustment: Adjustment) -> Columns:
    """Return kept prices in the terms asked for."""
    if held.adjustment:
        return kept
    multiples = adjusting.multiples(
        kept.times,
        interval=held.interval,
        found=editions.effects_of(held.actions),
        pieces=editions.pieces_of(held.pieces),
        adjustment=adjustment,
    )
    return kept if multiples is None else kept.scaled(*multiples)


def _checked(values: Columns, facts: dict[str, Any]) -> Bars:
    return Bars(times=values.times, **{name: getattr(values, name) for name in PRICE_COLUMNS}, **facts)


def _bad(values: Columns, facts: dict[str, Any]) -> BadPrices:
    """Return what to say of stored prices that cannot be used: as they are stored."""
    try:
        _checked(values, facts)
    except BarsError as problem:
        return BadPrices(
            f"The stored prices cannot be used. {problem}.{_all_faults(problem)} "
            "Choose dates in other years, or have them loaded again."
        )
    raise AssertionError("what was wrong once adjusted was wrong before: factors are positive")


def _all_faults(problem: BarsError) -> str:
    """Return what is wrong with all of the bars, if that is more than the first of them tells."""
    found = quality.examine(problem.bars) if problem.bars else ()
    if sum(one.count for one in found) < 2:
        return ""
    return f" In all: {'; '.join(f'{one.text} (first {one.first[0]})' for one in found)}."


def _facts(held: Held) -> dict[str, Any]:
    """Return what bars say of their instrument."""
    interval = Interval(held.interval)
    hours = hours_of(held.calendar, interval) if interval.is_intraday else None
    return {
        "symbol": held.symbol,
        "interval": held.interval,
        "periods_per_year": held.periods_per_year,
        **(asdict(hours) if hours else {"dates_per_year": held.dates_per_year}),
        "calendar": held.calendar,
        "time_zone": held.time_zone,
        "lot_size": held.lot_size,
        "price_decimals": held.price_decimals,
        "currency": held.currency,
        "is_simulated": held.is_simulated,
        "edition": held.edition,
    }


def _origin(held: Held, pieces: Sequence[Piece], adjustment: Adjustment) -> dict[str, str]:
    """Return where bars come from and in which terms they are."""
    if held.adjustment:
        return {"source": held.source, "adjustment": held.adjustment}
    return {
        "source": ", ".join(dict.fromkeys(piece.source for piece in pieces)) or held.source,
        "adjustment": _told(pieces, adjustment, has_actions=held.asset_class in WITH_ACTIONS),
    }


def _check_offered(held: Held, pieces: Sequence[Piece], adjustment: Adjustment) -> None:
    """
    Check that bars can be had in the terms asked for.

    :raises NoData: if not.
    """
    for piece in pieces:
        if not (held.is_simulated or adjustment in OFFERED[piece.basis]):
            done = "splits and dividends" if piece.basis is Basis.ADJUSTED else "splits"
            raise NoData(
                f"{piece.source} gave {held.symbol} prices that are adjusted for {done} already; what was paid on the "
                "day is not known. Choose adjusted prices."
            )


def _told(pieces: Sequence[Piece], adjustment: Adjustment, *, has_actions: bool) -> str:
    """Return in words in which terms bars are."""
    if not has_actions:
        return ADJUSTED_HERE[Adjustment.RAW]
    told = ADJUSTED_HERE[adjustment]
    for piece in pieces:
        if piece.basis is not Basis.AS_TRADED:
            done = "splits and dividends" if piece.basis is Basis.ADJUSTED else "splits alone"
            first = dateformat.format(piece.first_date, "j M Y")
            told += f" {piece.source} gave those from {first} adjusted for {done}."
    return told
