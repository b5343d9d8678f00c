"""Bars for whoever may wait for them: fetched first where they are missing, then read from what is stored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.utils import dateformat

from engine.bars import Bars
from marketdata import selectors
from marketdata.fetching import Outcome, Wanted, fetch_missing
from marketdata.models import FetchAttempt
from marketdata.selectors import Reader
from marketdata.services import NoData, get_bars
from marketdata.sources.base import Failure, Interval
from marketdata.sources.intervals import WORDS, first_day, last_day, next_start
from marketdata.sources.ranges import Days
from marketdata.sources.symbols import identify, is_plausible
from marketdata.uploading import PREFIX
from marketdata.upstreams import are_fetched

# Prices that end a few days early are worth a run that says so; prices that lack a year are not.
MAY_LAG: Final = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Obtained:
    """Bars, and what had to be done and said for them; nothing when they were stored."""

    bars: Bars
    tale: str = ""
    notes: tuple[str, ...] = field(default=())


def symbol_of(text: str) -> str:
    """Return a symbol as prices of it are kept, in the usual spelling where they may be fetched."""
    symbol = text.strip().upper()
    if not are_fetched() or symbol.startswith(PREFIX) or selectors.coverage(symbol) is not None:
        return symbol
    found = identify(text).symbol
    return found if is_plausible(found) else symbol


def may_be_fetched(symbol: str, *, interval: str = "1d", user: Reader = None) -> bool:
    """Return whether missing prices of a symbol are fetched when a run asks for them."""
    if not are_fetched() or symbol.startswith(PREFIX) or not is_plausible(identify(symbol).symbol):
        return False
    if selectors.is_bundled(symbol, interval):
        return False
    known = selectors.coverage(symbol, interval, user)
    # One's own prices are whatever one uploaded: no source is asked to complete them.
    return known is None or not known.is_private


def obtain_bars(
    *,
    symbol: str,
    start_date: date | None = None,
    end_date: date | None = None,
    interval: str = "1d",
    warmup: int = 0,
    user: Reader = None,
    reason: str = FetchAttempt.Reason.RUN,
    patience: float = 0.0,
    say: Callable[[str], None] = lambda _: None,
) -> Obtained:
    """
    Return the bars of a symbol, fetched first where they are missing.

    :raises NoData: if there are none, or too few; the text tells what each source said.
    """
    symbol = symbol_of(symbol)
    wanted = Wanted(
        symbol=symbol,
        interval=Interval(interval),
        first_date=start_date,
        last_date=end_date,
        warmup=warmup,
        reason=reason,
    )
    outcome = Outcome()
    if may_be_fetched(symbol, interval=interval, user=user):
        outcome = fetch_missing(wanted, patience=patience, say=say)
    lacking = [days for days in outcome.lacking if start_date is None or days.last >= start_date]
    asked: dict[str, Any] = {"start_date": start_date, "end_date": end_date, "interval": interval, "warmup": warmup}
    try:
        bars = get_bars(symbol=symbol, user=user, **asked)
    except NoData as problem:
        raise _not_had(symbol, outcome, problem) from problem
    if lacking and (note := _made_from_days(bars, start_date, lacking, outcome, user)):
        return Obtained(bars=bars, tale=outcome.tale, notes=(note,))
    return Obtained(bars=bars, tale=outcome.tale, notes=_notes(bars, lacking, outcome))


def _made_from_days(bars: Bars, start: date | None, lacking: Sequence[Days], outcome: Outcome, user: Reader) -> str:
    """Return what to say of weeks that no source gave and stored days make in full; nothing of any others."""
    if selectors.coverage(bars.symbol, bars.interval, user) is not None:
        return ""
    interval = Interval(bars.interval)
    first, last = bars.dates[bars.warmup].item(), last_day(bars.dates[-1].item(), interval)
    # The week a range begins within is left out of stored ones, too.
    is_late = start is not None and first > next_start(first_day(start, interval), interval)
    if is_late or lacking[-1].last > last:
        return ""
    words = WORDS[interval].capitalize()
    return f"{words} of {bars.symbol} could not be fetched ({_told(outcome)}): they are made from its days."


def _notes(bars: Bars, lacking: Sequence[Days], outcome: Outcome) -> tuple[str, ...]:
    """
    Return what to say of bars that lack a few last days.

    :raises NoData: if more than that is missing, for the run would not be over the dates asked for.
    """
    if not lacking:
        return ()
    last = bars.dates[-1].item()
    gap = lacking[-1]
    if len(lacking) == 1 and gap.first > last and gap.last - last <= MAY_LAG:
        return (f"{bars.symbol} ends on {_day(last)}: what followed could not be fetched ({_told(outcome)}).",)
    first = bars.dates[bars.warmup].item()
    raise NoData(
        f"Prices of {bars.symbol} are missing from {_day(lacking[0].first)} to {_day(gap.last)}, and could not be "
        f"fetched. {_told(outcome)}. Choose dates from {_day(first)} to {_day(last)}, which are stored, "
        "or try again later."
    )


def _not_had(symbol: str, outcome: Outcome, problem: NoData) -> NoData:
    if not outcome.attempts and not outcome.has_waited:
        return problem
    kinds = {attempt.failure for attempt in outcome.attempts}
    cure = "Check how the symbol is spelt" if Failure.UNKNOWN_SYMBOL in kinds else "Try again later, or other dates"
    return NoData(f"There are no prices for “{symbol}”. {_told(outcome)}. {cure}, or choose one that is stored.")


def _told(outcome: Outcome) -> str:
    return outcome.tale or "Another process is still fetching them"


def _day(day: date) -> str:
    return dateformat.format(day, "j M Y")
