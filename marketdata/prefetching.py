"""Fetch the prices of many symbols one after the other; what is stored is skipped, so that it can be run again."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from marketdata import selectors
from marketdata.fetching import Wanted, fetch_missing
from marketdata.models import FetchAttempt
from marketdata.obtaining import may_be_fetched, symbol_of
from marketdata.sources.base import Interval

# Long enough for the next minute of a source that may be asked so often a minute.
PATIENCE_SECONDS: Final = 65.0

State = Literal["fetched", "stored", "bundled", "failed"]


@dataclass(frozen=True, kw_only=True)
class Prefetched:
    """What became of one symbol: `bars` were brought now, `tale` is what the sources said."""

    symbol: str
    interval: str
    state: State
    bars: int = 0
    tale: str = ""
    milliseconds: int = 0


def prefetch(
    *, symbols: Sequence[str], interval: Interval, first_date: date | None, last_date: date | None
) -> Iterator[Prefetched]:
    """Fetch what is missing of each symbol, and yield what became of it."""
    for symbol in dict.fromkeys(symbol_of(text) for text in symbols):
        wanted = Wanted(
            symbol=symbol,
            interval=interval,
            first_date=first_date,
            last_date=last_date,
            reason=FetchAttempt.Reason.COMMAND,
        )
        yield _one(wanted)


def _one(wanted: Wanted) -> Prefetched:
    symbol, interval = wanted.symbol, wanted.interval.value
    if selectors.is_bundled(symbol, interval):
        return Prefetched(symbol=symbol, interval=interval, state="bundled", tale="came with Statis")
    if not may_be_fetched(symbol, interval=interval):
        return Prefetched(symbol=symbol, interval=interval, state="failed", tale="is no symbol to ask a source about")
    began_at = time.monotonic()
    outcome = fetch_missing(wanted, patience=PATIENCE_SECONDS)
    state: State = "failed" if outcome.lacking else "fetched" if outcome.attempts else "stored"
    return Prefetched(
        symbol=symbol,
        interval=interval,
        state=state,
        bars=outcome.bar_count,
        tale=outcome.tale,
        milliseconds=round((time.monotonic() - began_at) * 1_000),
    )
