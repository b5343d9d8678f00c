"""Keep the prices that people use up to date, once their market has closed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from django.conf import settings

from marketdata import selectors
from marketdata.fetching import Wanted, fetch_missing
from marketdata.models import FetchAttempt, PriceSeries, SourceSample
from marketdata.sources.base import Interval
from marketdata.upstreams import are_fetched

logger = structlog.get_logger(__name__)

# How long to wait for a place under a source's limit: a minute's window and a bit.
PATIENCE_SECONDS: Final = 65.0
# What a source could not give is not asked for again at every turn.
PAUSE: Final = timedelta(hours=3)
KEPT: Final = timedelta(days=90)


def refresh_watched(*, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> int:
    """Fetch the sessions that ended since for the series in use, the oldest first; return how many were brought on."""
    if not are_fetched():
        return 0
    began_at = now()
    brought, asked = 0, 0
    for series in selectors.watched(since=began_at - timedelta(days=settings.MARKET_WATCHED_DAYS)):
        if asked >= settings.MARKET_REFRESH_SERIES:
            break
        if selectors.has_failed_since(series.instrument.symbol, series.interval, began_at - PAUSE):
            continue
        outcome = fetch_missing(_since_last(series), patience=PATIENCE_SECONDS, now=now)
        asked += bool(outcome.attempts)
        brought += bool(outcome.attempts) and not outcome.lacking
    _forget(began_at)
    if asked:
        logger.info("prices_refreshed", series=asked, brought=brought)
    return brought


def _since_last(series: PriceSeries) -> Wanted:
    return Wanted(
        symbol=series.instrument.symbol,
        interval=Interval(series.interval),
        first_date=series.last_date,
        reason=FetchAttempt.Reason.REFRESH,
    )


def _forget(now: datetime) -> None:
    """Delete what was said long ago, and what was fetched for comparisons of yesterday."""
    FetchAttempt.objects.filter(at__lt=now - KEPT).delete()
    SourceSample.objects.filter(asked_at__lt=now - SourceSample.KEPT).delete()
