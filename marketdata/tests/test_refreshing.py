"""Series in use are brought on once their market has closed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from marketdata import refreshing
from marketdata.models import FetchAttempt, SourceSample
from marketdata.services import get_bars
from marketdata.sources.tests.upstream.server import broken

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)
BEFORE_THE_CLOSE = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
AFTER_THE_CLOSE = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


@pytest.fixture
def held(sources, fetch):
    """Hold a series that somebody asked for, up to Thursday."""
    fetch(symbol="SPY", first="2026-11-02", last="2026-11-19", now=THURSDAY)


def refreshed(now=AFTER_THE_CLOSE):
    FetchAttempt.objects.update(at=now - timedelta(days=1))
    return refreshing.refresh_watched(now=lambda: now)


class TestRefreshWatched:
    def test_brings_the_session_that_ended(self, held):
        assert refreshed() == 1

        assert get_bars(symbol="SPY").dates[-1].item() == date(2026, 11, 20)
        assert FetchAttempt.objects.filter(reason="REFRESH", first_date=date(2026, 11, 20)).count() == 1

    def test_waits_for_the_close(self, held, yahoo_server):
        asked = yahoo_server.price_requests

        assert refreshed(BEFORE_THE_CLOSE) == 0
        assert yahoo_server.price_requests == asked

    def test_asks_once_a_session(self, held, yahoo_server):
        refreshed()
        asked = yahoo_server.price_requests

        assert refreshed() == 0
        assert yahoo_server.price_requests == asked

    def test_is_bounded(self, held, fetch, settings):
        fetch(symbol="NEWC", first="2026-11-02", last="2026-11-18", now=THURSDAY - timedelta(days=1))
        settings.MARKET_REFRESH_SERIES = 1

        refreshed()

        assert get_bars(symbol="NEWC").dates[-1].item() == date(2026, 11, 20)
        assert get_bars(symbol="SPY").dates[-1].item() == date(2026, 11, 19)

    def test_leaves_what_nobody_asked_for_in_a_while(self, held, yahoo_server):
        FetchAttempt.objects.update(at=AFTER_THE_CLOSE - timedelta(days=31))

        assert refreshing.refresh_watched(now=lambda: AFTER_THE_CLOSE) == 0

    def test_pauses_after_a_failure(self, held, sources, yahoo_server):
        sources("yahoo")
        yahoo_server.faults.extend([broken(503, "1")])
        refreshed()
        FetchAttempt.objects.filter(outcome="UNAVAILABLE").update(at=AFTER_THE_CLOSE - timedelta(hours=1))
        asked = yahoo_server.price_requests

        refreshing.refresh_watched(now=lambda: AFTER_THE_CLOSE)

        assert yahoo_server.price_requests == asked

    def test_does_nothing_without_sources(self, held, sources):
        sources()

        assert refreshed() == 0

    def test_forgets_what_was_said_long_ago(self, held):
        FetchAttempt.objects.update(at=timezone.now() - timedelta(days=400))

        refreshing.refresh_watched()

        assert not FetchAttempt.objects.exists()


class TestSamples:
    def test_of_yesterday_are_forgotten(self, held):
        days = {"symbol": "SPY", "interval": "1d", "first_date": date(2026, 11, 2)}
        for last, age in ((date(2026, 11, 18), timedelta(hours=25)), (date(2026, 11, 19), timedelta(hours=23))):
            SourceSample.objects.create(source="finnhub", last_date=last, asked_at=AFTER_THE_CLOSE - age, **days)

        refreshed()

        assert SourceSample.objects.get().last_date == date(2026, 11, 19)
