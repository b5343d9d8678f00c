"""What each source said, put together fetch by fetch."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from marketdata import storing
from marketdata.fetch_history import fetches
from marketdata.models import FetchAttempt
from marketdata.sources import simulated
from marketdata.sources.tests.upstream.server import broken

pytestmark = pytest.mark.django_db
LAST = date(2024, 3, 28)


def told(*outcomes, ago=timedelta(0), reason="RUN", last=LAST):
    """Write down one fetch."""
    for source, outcome in outcomes:
        attempt = FetchAttempt.objects.create(
            source=source,
            symbol="AAPL",
            interval="1d",
            first_date=date(2024, 1, 2),
            last_date=last,
            outcome=outcome,
            sentence=f"{source} said so.",
            bar_count=61 if outcome == "DELIVERED" else 0,
            milliseconds=420,
            reason=reason,
        )
        FetchAttempt.objects.filter(pk=attempt.pk).update(at=timezone.now() - ago)


class TestFetches:
    def shown(self):
        return fetches(FetchAttempt.objects.filter(symbol="AAPL"))

    def test_tell_what_each_source_said_in_a_line(self):
        told(("yahoo", "RATE_LIMITED"), ("alpha_vantage", "NO_KEY"), ("finnhub", "DELIVERED"))

        [fetch] = self.shown()

        assert fetch.tale == "Yahoo Finance: rate limited; Alpha Vantage: no key; used Finnhub (61 bars)"
        assert fetch.what == "Daily bars from 2 Jan 2024 to 28 Mar 2024"
        assert fetch.why == "a backtest"
        assert fetch.answers[2].sentence == "61 bars in 0.4 s. finnhub said so."

    def test_are_not_mixed_up(self):
        told(("yahoo", "DELIVERED"), ago=timedelta(hours=2))
        told(("yahoo", "UNAVAILABLE"), ("finnhub", "UNAVAILABLE"), ago=timedelta(hours=1))
        told(("yahoo", "DELIVERED"))
        told(("yahoo", "DELIVERED"), last=date(2023, 12, 29))

        assert [fetch.tale for fetch in self.shown()] == [
            "Used Yahoo Finance (61 bars)",
            "Used Yahoo Finance (61 bars)",
            "Yahoo Finance: cannot be reached; Finnhub: cannot be reached",
            "Used Yahoo Finance (61 bars)",
        ]

    def test_show_a_source_that_is_no_longer_known_by_its_name(self):
        told(("quandl", "DELIVERED"))

        assert self.shown()[0].tale == "Used quandl (61 bars)"


class TestPage:
    def test_shows_a_real_fetch(self, client, alice, sources, fetch, yahoo_server):
        yahoo_server.always = lambda _: broken()
        fetch()
        client.force_login(alice)

        page = client.get("/markets/AAPL/")

        [one] = page.context["fetches"]
        assert one.tale.endswith("; used Alpha Vantage (61 bars)")
        assert one.tale in page.content.decode()

    def test_tells_it_where_nothing_came_of_it(self, client, alice, sources, fetch):
        sources("yahoo")
        fetch(symbol="NVDA")
        client.force_login(alice)

        page = client.get("/markets/NVDA/")

        assert "Yahoo Finance: unknown symbol" in page.content.decode()

    def test_says_why_nobody_was_asked(self, client, alice):
        storing.store(dataset=next(iter(simulated.datasets())), edition="1")
        client.force_login(alice)

        assert "came with Statis: no source is asked" in client.get("/markets/SIM-BTC/").content.decode()


class TestCoverage:
    def test_is_coloured_by_source(self, client, alice, sources, fetch):
        sources("finnhub")
        fetch(first="2024-01-02", last="2024-06-28")
        sources("yahoo")
        fetch(first="2024-01-02", last="2024-12-31")
        client.force_login(alice)

        chart = client.get("/markets/AAPL/").context["coverage"]

        assert chart.legend == (("source-1", "Finnhub"), ("source-2", "Yahoo Finance"))
        [year] = chart.series[0].years
        assert [(part.css, round(float(part.width), 1)) for part in year.parts] == [
            ("source-1", 4.2),
            ("source-2", 4.3),
        ]
        assert year.text == "2024: 252 bars from Finnhub, Yahoo Finance"
        assert [row.text for row in chart.series[0].pieces] == [
            "1 Jul 2024 to 31 Dec 2024, kept as traded",
            "2 Jan 2024 to 28 Jun 2024, kept as traded",
        ]
