"""Fetching against real servers on loopback: what is asked, in which order, and what is told of it."""

import logging
from datetime import UTC, date, datetime

import pytest

from marketdata import selectors, services
from marketdata.models import FetchAttempt, SeriesEdition
from marketdata.sources.alpha_vantage import AlphaVantage
from marketdata.sources.base import Failure
from marketdata.sources.tests.upstream import alpha_vantage as alpha_vantage_upstream
from marketdata.sources.tests.upstream import finnhub as finnhub_upstream
from marketdata.sources.tests.upstream.server import broken, busy

pytestmark = pytest.mark.django_db


def outcomes():
    return list(FetchAttempt.objects.order_by("pk").values_list("source", "outcome"))


class TestFetchMissing:
    def test_brings_what_nobody_has_yet(self, sources, fetch, yahoo_server):
        outcome = fetch()

        bars = services.get_bars(symbol="AAPL", start_date=date(2024, 1, 2), end_date=date(2024, 3, 28))
        assert len(bars) == 61
        assert outcome.tale == "used Yahoo Finance"
        assert outcome.lacking == ()
        assert outcomes() == [("yahoo", "DELIVERED")]

    def test_asks_nobody_for_what_is_stored(self, sources, fetch, yahoo_server):
        fetch()
        asked = yahoo_server.price_requests

        outcome = fetch(first="2024-02-01", last="2024-02-29")

        assert yahoo_server.price_requests == asked
        assert outcome.attempts == ()

    def test_asks_for_the_missing_days_alone_the_latest_first(self, sources, fetch):
        fetch(first="2024-02-01", last="2024-02-29")
        FetchAttempt.objects.all().delete()

        fetch(first="2024-01-02", last="2024-03-28")

        asked = FetchAttempt.objects.order_by("pk").values_list("first_date", "last_date")
        assert list(asked) == [
            (date(2024, 3, 1), date(2024, 3, 28)),
            (date(2024, 1, 2), date(2024, 1, 31)),
        ]

    def test_gives_the_same_bars_in_pieces_as_at_once(self, sources, fetch):
        fetch(symbol="AAPL", first="2020-08-03", last="2020-08-28")
        fetch(symbol="AAPL", first="2020-07-01", last="2020-10-30")
        fetch(symbol="NEWC", first="2025-06-02", last="2025-06-30")
        pieces = services.get_bars(symbol="AAPL")
        SeriesEdition.objects.filter(series__instrument__symbol="AAPL").first().series.delete()

        fetch(symbol="AAPL", first="2020-07-01", last="2020-10-30")

        at_once = services.get_bars(symbol="AAPL")
        assert pieces.close.tolist() == at_once.close.tolist()
        assert pieces.times.tolist() == at_once.times.tolist()

    def test_asks_no_more_about_a_weekend(self, sources, fetch, yahoo_server):
        fetch(first="2026-11-02", last=None)
        asked = yahoo_server.price_requests

        outcome = fetch(first="2026-11-02", last=None, now=datetime(2026, 11, 22, 12, tzinfo=UTC))

        assert yahoo_server.price_requests == asked
        assert outcome.attempts == ()

    def test_asks_only_once_for_the_time_before_a_share_was_listed(self, sources, fetch):
        fetch(symbol="NEWC", first="2025-01-02", last="2025-08-29")
        FetchAttempt.objects.all().delete()

        outcome = fetch(symbol="NEWC", first="2025-01-02", last="2025-08-29")

        assert outcome.attempts == ()

    def test_brings_all_there_is(self, sources, fetch, yahoo_server):
        fetch(first=None, last=None)
        asked = yahoo_server.price_requests

        fetch(first=None, last=None)

        assert services.get_bars(symbol="AAPL").dates[0].item() == date(2020, 1, 2)
        assert yahoo_server.price_requests == asked

    def test_never_asks_for_bundled_prices(self, sources, fetch, yahoo_server):
        services.load_sample_data()

        outcome = fetch(first="2019-01-02", last="2024-01-02")

        assert outcome.attempts == ()
        assert yahoo_server.seen == []

    def test_asks_for_bars_within_days_of_a_bundled_symbol(self, sources, fetch):
        services.load_sample_data()
        days = services.get_bars(symbol="AAPL").content_hash

        outcome = fetch(first="2026-11-16", last="2026-11-20", interval="5m")

        assert outcome.tale == "used Yahoo Finance"
        assert len(services.get_bars(symbol="AAPL", interval="5m")) == 5 * 78
        assert services.get_bars(symbol="AAPL").content_hash == days

    def test_asks_nobody_without_sources(self, sources, fetch, yahoo_server):
        sources()

        outcome = fetch()

        assert outcome.attempts == ()
        assert yahoo_server.seen == []

    def test_asks_nobody_about_nonsense(self, sources, fetch, yahoo_server):
        fetch(symbol="../../etc/passwd")

        assert yahoo_server.seen == []

    @pytest.mark.parametrize(("interval", "first"), [("1wk", date(2024, 3, 4)), ("1mo", date(2024, 3, 1))])
    def test_brings_the_whole_week_or_month_a_range_begins_in(self, sources, fetch, interval, first):
        fetch(first="2024-03-06", last="2024-05-31", interval=interval)
        fetch(first="2024-01-02", last="2024-05-31", interval=interval)

        dates = services.get_bars(symbol="AAPL", interval=interval).dates.tolist()
        assert first in dates
        assert dates[0] == date(2024, 1, 1)
        assert dates[-1] >= date(2024, 5, 1)

    def test_brings_the_week_a_range_ends_in(self, sources, fetch):
        fetch(first="2024-03-04", last="2024-03-21", interval="1wk")

        bars = services.get_bars(symbol="AAPL", interval="1wk")
        assert bars.dates.tolist() == [date(2024, 3, 4), date(2024, 3, 11), date(2024, 3, 18)]


class TestFallback:
    def test_goes_on_to_the_next_source(self, sources, fetch, yahoo_server, alpha_vantage_server):
        yahoo_server.faults.extend([busy("120")])
        sources("yahoo", "alpha_vantage", "finnhub", alpha_vantage=AlphaVantage(key=""))

        outcome = fetch()

        assert outcome.tale == "Yahoo Finance: rate limited; Alpha Vantage: no key; used Finnhub"
        assert outcome.lacking == ()
        assert outcomes() == [
            ("yahoo", "RATE_LIMITED"),
            ("alpha_vantage", "NO_KEY"),
            ("finnhub", "DELIVERED"),
        ]
        assert services.get_bars(symbol="AAPL").source == "Finnhub"

    def test_asks_no_second_time_with_a_key_that_was_refused(self, sources, fetch, yahoo_server, alpha_vantage_server):
        yahoo_server.faults.extend([busy("120")])
        stranger = AlphaVantage(key="WR0NG", is_premium=True, base_url=alpha_vantage_server.url)
        sources("yahoo", "alpha_vantage", "finnhub", alpha_vantage=stranger)

        first, second = fetch(), fetch(symbol="SPY")

        refused = "Yahoo Finance: rate limited; Alpha Vantage: its key is not accepted; used Finnhub"
        assert first.tale == second.tale == refused
        assert alpha_vantage_server.price_requests == 1
        assert FetchAttempt.objects.get(source="alpha_vantage", symbol="SPY").sentence == (
            "Alpha Vantage does not accept the key that is set. Whoever runs this site can set another. "
            "It is asked again in 10 min."
        )

    def test_is_in_the_order_of_the_settings(self, sources, fetch, yahoo_server):
        sources("finnhub", "yahoo")

        outcome = fetch()

        assert outcome.tale == "used Finnhub"
        assert yahoo_server.seen == []

    @pytest.mark.parametrize("harm", ["truncate", "hang_up", "mislabel"])
    def test_survives_a_source_that_dies_in_mid_answer(self, sources, fetch, yahoo_server, harm):
        getattr(yahoo_server, harm)()

        outcome = fetch()

        assert outcome.attempts[0].failure in (Failure.BAD_ANSWER, Failure.UNAVAILABLE)
        assert "used " in outcome.tale
        assert len(services.get_bars(symbol="AAPL")) == 61

    def test_does_not_wait_for_one_that_trickles(self, sources, fetch, yahoo_server):
        yahoo_server.trickle(0.05)

        outcome = fetch()

        assert outcome.attempts[0].failure is Failure.UNAVAILABLE
        assert outcome.attempts[0].milliseconds < 12_000
        assert outcome.lacking == ()

    def test_tells_what_every_source_said_when_none_delivers(self, sources, fetch):
        outcome = fetch(symbol="NOSUCH")

        assert outcome.lacking
        assert outcome.tale == (
            "Yahoo Finance: does not know the symbol; Alpha Vantage: does not know the symbol; "
            "Finnhub: no prices in these dates"
        )

    def test_never_tells_a_key(self, sources, fetch, yahoo_server, alpha_vantage_server, finnhub_server, caplog):
        caplog.set_level(logging.DEBUG)
        for server in (yahoo_server, alpha_vantage_server, finnhub_server):
            server.faults.extend([broken(500)] * 9)

        outcome = fetch()

        told = caplog.text + outcome.tale + "".join(FetchAttempt.objects.values_list("sentence", flat=True))
        assert outcome.lacking
        assert alpha_vantage_upstream.KEY not in told
        assert finnhub_upstream.KEY not in told

    def test_keeps_no_hole_that_a_source_left(self, sources, fetch, yahoo_server):
        yahoo_server.faults.extend([broken(503, "30")])
        sources("yahoo")

        first, second = fetch(), fetch()

        assert first.lacking == second.lacking != ()
        assert selectors.coverage("AAPL") is None
