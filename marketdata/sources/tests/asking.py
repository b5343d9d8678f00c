"""How tests ask sources."""

from datetime import date

import pytest

from marketdata.sources.base import BarRequest, Failure, Fetched, Interval, Source, SourceError
from marketdata.sources.http import Limits
from marketdata.sources.symbols import identify

# The usual times, with an early end and no long pauses; and times that a test of slow servers can wait for.
PATIENT = Limits(max_bytes=2_000_000, pause=0.01)
QUICK = Limits(connect=0.5, read=0.5, total=1.5, retries=2, pause=0.01)


def wanted(symbol: str, first: str | None, last: str, interval: str = "1d") -> BarRequest:
    found = identify(symbol)
    return BarRequest(
        symbol=found.symbol,
        asset_class=found.asset_class,
        interval=Interval(interval),
        first_date=date.fromisoformat(first) if first else None,
        last_date=date.fromisoformat(last),
    )


def fetched(source: Source, symbol: str, first: str | None, last: str, interval: str = "1d") -> Fetched:
    return source.fetch(wanted(symbol, first, last, interval))


def refused(source: Source, symbol: str, first: str | None, last: str, interval: str = "1d") -> SourceError:
    with pytest.raises(SourceError) as caught:
        source.fetch(wanted(symbol, first, last, interval))
    assert isinstance(caught.value.kind, Failure)
    assert caught.value.__cause__ is None
    assert "http" not in caught.value.text.lower()
    assert "127.0.0.1" not in caught.value.text
    return caught.value
