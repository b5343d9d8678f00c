"""The interval of a run: what may be chosen, how far back it reaches, and what the form makes of it."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from backtests import listing, periods, services
from backtests.models import BacktestRun
from backtests.tests import intraday, reports
from backtests.tests.test_views_new import HTMX, NEW, as_alice, typed, version
from engine.spec import Spec
from marketdata import selectors
from statis import jobs

__all__ = ["as_alice", "version"]


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """Send nothing to a broker."""
    monkeypatch.setattr(jobs.app, "send_task", lambda name, kwargs, connection: None)


@pytest.fixture
def acme(alice):
    return intraday.store(alice)


@pytest.fixture
def yahoo(settings):
    """Let Yahoo be asked, which no form does."""
    settings.MARKET_SOURCES = ["yahoo"]


def within_days(version, **changes):
    dates = {"start_date": "2024-03-06", "end_date": "2024-03-12"}
    return typed(version, **({"symbols": "MY.ACME", "interval": "5m"} | dates | changes))


def errors_of(response):
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    return response.context["form"].errors


class TestIntervalChoices:
    def test_are_what_is_stored_where_nothing_is_fetched(self):
        assert periods.interval_choices({"5m", "1d"}) == [("5m", "5-minute"), ("1d", "Daily")]

    def test_tell_how_far_back_a_source_reaches(self, yahoo):
        offered = dict(periods.interval_choices(()))

        assert offered["1m"] == "1-minute, last 30 days"
        assert offered["1h"] == "Hourly, last 2 years"
        assert (offered["1d"], offered["1mo"]) == ("Daily", "Monthly")

    def test_count_only_sources_that_have_their_key(self, settings):
        settings.MARKET_SOURCES = ["alpha_vantage", "finnhub"]
        settings.ALPHA_VANTAGE_API_KEY, settings.FINNHUB_API_KEY = "", "a-key"

        assert periods.farthest("5m").name == "finnhub"
        settings.FINNHUB_API_KEY = ""
        assert periods.farthest("5m") is None


class TestPeriod:
    def test_of_a_preset_is_within_what_is_stored(self, acme, alice):
        assert periods.period_of((acme,), "5D", "5m", alice) == (date(2024, 3, 11), date(2024, 3, 15))
        assert periods.period_of((acme,), "Max", "5m", alice) == (date(2024, 3, 4), date(2024, 3, 15))

    def test_of_weeks_that_are_not_stored_is_that_of_days(self, sample_data):
        assert periods.period_of(("AAPL",), "5Y", "1wk") == periods.period_of(("AAPL",), "5Y")

    def test_of_fetched_prices_reaches_back_as_far_as_the_source(self, db, yahoo):
        today = timezone.localdate()

        assert periods.period_of(("NVDA",), "Max", "5m") == (today - timedelta(days=59), today)

    @pytest.mark.parametrize(("gap", "has"), [((6, 7), False), ((6, 8), True), ((7, 7), False), ((5, 6), True)])
    def test_without_a_weekday_is_no_gap(self, gap, has):
        # 6 January 2024 was a Saturday.
        assert periods._has_weekday((date(2024, 1, gap[0]), date(2024, 1, gap[1]))) is has


class TestForm:
    def test_starts_a_run_over_the_interval_chosen(self, as_alice, version, acme):
        as_alice.post(NEW, within_days(version))

        run = BacktestRun.objects.get()
        assert run.spec["interval"] == "5m"
        assert services.rerun(run=run).spec["interval"] == "5m"

    def test_is_filled_with_the_interval_of_a_run_and_of_a_market(self, as_alice, version, acme):
        run = reports.live_run(version, spec=Spec(source="", symbols=(acme,), interval="5m"))

        by_run = as_alice.get(NEW, {"from": run.pk}).context["form"]
        by_market = as_alice.get(NEW, {"symbol": acme, "interval": "5m"}).context
        by_symbol = as_alice.get(NEW, {"symbol": acme}).context["form"]

        assert [one["interval"].value() for one in (by_run, by_market["form"], by_symbol)] == ["5m"] * 3
        assert by_market["form"]["end_date"].value() == date(2024, 3, 15)
        assert by_market["presets"] == ("1D", "5D", "1M", "Max")
        assert by_market["preset"] == "1M"

    def test_sets_a_preset_of_sessions(self, as_alice, version, acme):
        text = as_alice.post(NEW, within_days(version, preset="1D")).content.decode()

        assert 'value="2024-03-15"' in text
        assert not BacktestRun.objects.exists()

    def test_counts_the_bars_of_the_interval(self, as_alice, version, acme):
        text = as_alice.get(NEW, within_days(version), headers=HTMX).content.decode()

        assert "<dt>5-minute bars</dt><dd>390</dd>" in text
        assert "<dt>Warm-up bars before</dt><dd>156</dd>" in text

    def test_says_since_when_a_source_has_such_bars_and_keeps_what_was_typed(self, as_alice, version, yahoo):
        response = as_alice.post(NEW, within_days(version, symbols="NVDA"))

        first = timezone.localdate() - timedelta(days=59)
        sentence = "5-minute bars from Yahoo Finance reach back 60 days: choose a start date from "
        assert errors_of(response)["start_date"] == [f"{sentence}{first.day} {first:%b %Y} on, or a longer interval."]
        assert 'value="2024-03-06"' in response.content.decode()

    def test_offers_all_that_the_source_has_instead(self, as_alice, version, yahoo):
        text = as_alice.get(NEW, within_days(version, symbols="NVDA"), headers=HTMX).content.decode()

        assert "Use the last 60 days" in text
        assert "the run fetches them first" not in text

    def test_takes_old_dates_that_are_stored(self, as_alice, version, acme, yahoo):
        as_alice.post(NEW, within_days(version))

        assert BacktestRun.objects.exists()

    def test_says_which_bars_there_are_of_a_symbol(self, as_alice, version, acme):
        errors = errors_of(as_alice.post(NEW, within_days(version, symbols="AAPL")))

        assert errors["interval"] == ["There are no 5-minute bars of AAPL. Use daily bars (1d)."]

    @pytest.mark.parametrize("interval", ["7m", "5m", "\x00"])
    def test_refuses_bars_that_nobody_has(self, as_alice, version, interval):
        errors = errors_of(as_alice.post(NEW, typed(version, interval=interval)))

        assert errors["interval"] == ["There are no such bars here. Choose a length from the list."]


class TestLists:
    def test_name_the_interval(self, as_alice, version):
        reports.live_run(version, spec=Spec(source="", symbols=("AAPL",), interval="5m"))

        assert "5-minute" in as_alice.get(reverse("backtests:list")).content.decode()

    def test_of_known_symbols_tell_which_bars_are_stored(self, acme, alice, sample_data):
        known = {one.symbol: one for one in listing.known_markets(selectors.coverages(None, alice))}

        assert known["MY.ACME"].note == "5-minute"
        assert known["MY.ACME"].told == "MY.ACME, 2024, 5-minute"
        assert known["AAPL"].note == ""
