"""Two sources over the same days, asked in the background on loopback or read from what is stored."""

import math
from dataclasses import replace
from datetime import date, timedelta
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from marketdata import comparing, sampling, services, storing
from marketdata.models import FetchAttempt, Instrument, SourceSample
from marketdata.sources import simulated
from marketdata.sources.alpha_vantage import AlphaVantage
from marketdata.sources.base import Action, Basis
from marketdata.sources.tests.upstream import alpha_vantage as alpha_vantage_upstream
from marketdata.sources.tests.upstream.market import NOW
from marketdata.sources.tests.upstream.server import broken
from marketdata.tests.feeding import FIRST, IDENTIFIED, LISTING, TODAY, given, traded

ADDRESS = "/markets/AAPL/compare/"
DAYS = {"start": "2024-10-01", "end": "2024-11-29"}
OWN_DAYS = {"start": "2022-11-01", "end": "2024-03-01"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def sent(monkeypatch):
    """Keep what workers are told."""
    told = []
    monkeypatch.setattr(comparing, "send_soon", lambda task, sample_id: told.append(sample_id))
    return told


@pytest.fixture
def work(sent):
    """Do what workers were told, on the Friday evening of the stand-ins."""

    def at_once():
        while sent:
            sampling.fetch_sample(sent.pop(0), now=lambda: NOW)

    return at_once


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def apple(sources, fetch, sent):
    """Store a share as Yahoo gave it."""
    fetch(first="2024-09-03", last="2024-11-29")
    return f"stored-{Instrument.objects.get(symbol='AAPL').series.get().pk}"


@pytest.fixture
def ask(as_alice, django_capture_on_commit_callbacks):
    """Press Compare."""

    def press(first, second, address=ADDRESS, **given):
        with django_capture_on_commit_callbacks(execute=True):
            return as_alice.post(address, DAYS | {"first": first, "second": second} | given)

    return press


class TestAsking:
    def test_shows_what_can_be_compared_and_asks_nobody(self, as_alice, apple, sent):
        response = as_alice.get(ADDRESS)

        assert [one.key for one in response.context["offer"].choices] == [apple, "yahoo", "alpha_vantage", "finnhub"]
        assert response.context["form"].initial["first"] == apple
        assert response.context["form"].initial["end"] == date(2024, 11, 29)
        assert sent == []

    def test_goes_on_in_the_background(self, ask, as_alice, apple, sent):
        response = ask(apple, "finnhub")

        page = as_alice.get(response.url)
        text = page.content.decode()
        assert len(sent) == 1
        assert page.context["progress"].text == "Finnhub is about to be asked."
        assert 'hx-trigger="every 1s"' in text
        assert 'http-equiv="refresh"' in text

    def test_ends_in_a_comparison(self, ask, as_alice, apple, work):
        address = ask(apple, "finnhub").url
        work()

        page = as_alice.get(address)

        found = page.context["comparison"]
        assert found.verdict == (
            "Yahoo Finance and Finnhub agree: 100.0% of 43 closes are equal to a tenth of a percent."
        )
        assert (found.shared, found.closes, found.volumes) == ("43", "100.0%", "100.0%")
        assert found.actions == (("8 Nov 2024", "Dividend", "USD 0.25 a share", "USD 0.25 a share", True),)
        assert "every 1s" not in page.content.decode()

    def test_gives_htmx_the_part(self, ask, as_alice, apple):
        text = as_alice.get(ask(apple, "finnhub").url, headers=HTMX).content.decode()

        assert text.lstrip().startswith('<div class="stack" id="comparison" hx-get=')

    def test_changes_nothing_that_is_stored(self, ask, apple, work):
        before = services.get_bars(symbol="AAPL").edition

        ask("finnhub", "alpha_vantage")
        work()

        assert services.get_bars(symbol="AAPL").edition == before
        assert FetchAttempt.objects.filter(reason="COMPARE", outcome="DELIVERED").count() == 2

    def test_leaves_the_same_days_to_be_fetched(self, ask, apple, work, fetch):
        ask("yahoo", "finnhub", start="2024-12-02", end="2024-12-31")
        work()

        outcome = fetch(first="2024-12-02", last="2024-12-31")

        assert outcome.bar_count == len(services.get_bars(symbol="AAPL", start_date=date(2024, 12, 1))) == 21

    def test_is_done_once_for_the_same_question(self, ask, as_alice, apple, sent, work):
        ask(apple, "finnhub")
        ask(apple, "finnhub")
        assert len(sent) == 1
        work()

        ask("finnhub", apple)

        assert sent == []
        SourceSample.objects.update(asked_at=timezone.now() - timedelta(hours=25))
        ask(apple, "finnhub")
        assert len(sent) == 1

    def test_tells_what_a_source_said_that_gave_nothing(self, ask, as_alice, apple, work, finnhub_server):
        finnhub_server.always = lambda _: broken()
        address = ask(apple, "finnhub").url
        work()

        [_, side] = as_alice.get(address).context["sides"]

        assert side.problem.startswith("Finnhub")
        assert as_alice.get(address).context["comparison"] is None

    def test_is_tried_again_after_a_failure(self, ask, apple, sent, work, finnhub_server):
        finnhub_server.always = lambda _: broken()
        ask(apple, "finnhub")
        work()

        ask(apple, "finnhub")

        assert SourceSample.objects.get().state == "QUEUED"

    def test_believes_no_split_that_cannot_be(self, ask, as_alice, apple, work, monkeypatch):
        split = (Action(date=date(2024, 10, 8), kind="split", value=math.inf),)
        source = sampling.known_sources()["finnhub"]
        fetch = source.fetch
        strange = SimpleNamespace(facts=source.facts, fetch=lambda request: replace(fetch(request), actions=split))
        monkeypatch.setattr(sampling, "known_sources", lambda: {"finnhub": strange})
        address = ask(apple, "finnhub").url

        work()

        assert "a split of inf on 2024-10-08 cannot be" in as_alice.get(address).content.decode()

    def test_gives_up_on_a_worker_that_is_gone(self, ask, as_alice, apple, sent):
        address = ask(apple, "finnhub").url
        SourceSample.objects.update(asked_at=timezone.now() - timedelta(minutes=4), state="RUNNING")

        page = as_alice.get(address)

        assert "It took too long" in page.content.decode()
        assert not page.context["progress"].is_live
        ask(apple, "finnhub")
        assert len(sent) == 2

    def test_says_so_when_no_worker_can_be_told(self, ask, as_alice, apple, monkeypatch):
        def away(task, sample_id):
            raise OperationalError("connection refused")

        monkeypatch.setattr(comparing, "send_soon", away)

        page = as_alice.get(ask(apple, "finnhub").url)

        assert "No worker could be told of it. Try again in a moment." in page.content.decode()

    def test_has_a_limit_for_each_person(self, ask, apple, monkeypatch):
        monkeypatch.setattr(comparing, "ASKS_AN_HOUR", 1)
        ask(apple, "finnhub")

        response = ask(apple, "alpha_vantage")

        assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert "which is the limit" in response.content.decode()

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"start": "2024-12-01"}, "The first day is after the last one."),
            ({"second": "yahoo", "first": "yahoo"}, "a source agrees with itself"),
            ({"second": "stored-999999"}, "Select a valid choice"),
            ({"end": "soon"}, "Enter a valid date"),
        ],
    )
    def test_of_nonsense_is_refused(self, ask, apple, sent, wrong, told):
        response = ask(**({"first": apple, "second": "finnhub"} | wrong))

        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert told in response.content.decode()
        assert sent == []


class TestReach:
    """Alpha Vantage without a paid key: a hundred sessions."""

    @pytest.fixture
    def free(self, sources, alpha_vantage_server):
        alpha_vantage_server.answer.is_premium = False
        source = AlphaVantage(
            base_url=alpha_vantage_server.url, key=alpha_vantage_upstream.KEY, is_premium=False, now=lambda: NOW
        )
        sources("yahoo", "alpha_vantage", alpha_vantage=source)

    def test_bounds_the_days_that_are_compared(self, free, fetch, ask, as_alice, work):
        fetch(first="2026-01-05", last="2026-11-20")
        stored = f"stored-{Instrument.objects.get(symbol='AAPL').series.get().pk}"
        address = ask(stored, "alpha_vantage", start="2026-01-05", end="2026-11-20").url
        work()

        found = as_alice.get(address).context["comparison"]

        assert found.span == "4 Jul 2026 to 20 Nov 2026"
        assert found.closes == "100.0%"


class TestSampling:
    def test_asks_once_however_often_it_is_told(self, ask, apple, sent, finnhub_server):
        ask(apple, "finnhub")
        [sample] = sent
        sampling.fetch_sample(sample, now=lambda: NOW)
        asked = FetchAttempt.objects.count()

        sampling.fetch_sample(sample, now=lambda: NOW)
        sampling.fetch_sample(999_999)

        assert FetchAttempt.objects.count() == asked


@pytest.fixture
def own_file(alice, sent):
    """Store a share for everybody, and a file of alice's in which its split was forgotten."""
    storing.merge_bars(fetched=given(traded()), first_date=FIRST, last_date=TODAY)
    mine = given(traded(source="quotes.csv"), actions=())
    mine = replace(
        mine,
        bars=replace(mine.bars, symbol="MY.TST"),
        listing=replace(LISTING, symbol="MY.TST"),
        identified=replace(IDENTIFIED, symbol="MY.TST"),
        basis=Basis.ADJUSTED,
        actions_first_date=None,
    )
    storing.merge_bars(fetched=mine, first_date=FIRST, last_date=TODAY, owner=alice)
    owned = Instrument.objects.get(symbol="MY.TST").series.get().pk
    return f"stored-{owned}", f"stored-{Instrument.objects.get(symbol='TST').series.get().pk}"


class TestOwnFile:
    @pytest.mark.parametrize("address", ["/markets/MY.TST/compare/", "/markets/TST/compare/"])
    def test_is_held_against_everybody_s_prices_at_once(self, ask, as_alice, own_file, sent, address):
        found = as_alice.get(ask(*own_file, address, **OWN_DAYS).url).context["comparison"]

        assert sent == []
        assert (found.first, found.second) == ("Your file", "Here")
        assert found.tone == "danger"
        assert found.verdict.startswith("Only one of the two took out a split of about 4 for 1 on 6 Mar 2023.")
        assert ("6 Mar 2023", "Split", "It never tells", "4 for 1", False) in found.actions

    def test_in_another_unit_is_told_from_one_that_disagrees(self, ask, as_alice, own_file, alice):
        bars = services.get_bars(symbol="MY.TST", user=alice)
        pence = {name: getattr(bars, name) * 100 for name in ("open", "high", "low", "close")}
        mine = replace(given(traded()), bars=replace(bars, **pence, source="pence.csv"), basis=Basis.ADJUSTED)
        mine = replace(mine, listing=replace(LISTING, symbol="MY.TST"), actions=(), actions_first_date=None)
        storing.merge_bars(fetched=mine, first_date=FIRST, last_date=TODAY, owner=alice)

        days = {"start": "2024-01-02", "end": "2024-03-01"}
        found = as_alice.get(ask(*own_file, "/markets/MY.TST/compare/", **days).url).context["comparison"]

        assert found.verdict.startswith("Closes of your file are 100 times those of Here throughout")

    def test_is_nobody_else_s(self, client, bob, own_file):
        client.force_login(bob)

        assert client.get("/markets/MY.TST/compare/").status_code == HTTPStatus.NOT_FOUND
        offered = client.get("/markets/TST/compare/").context["offer"]
        assert [one.key for one in offered.choices] == [own_file[1]]
        guessed = OWN_DAYS | {"first": own_file[0], "second": own_file[1]}
        response = client.post("/markets/TST/compare/", guessed)
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_has_a_chart_of_closes_and_of_volume(self, ask, as_alice, own_file):
        page = as_alice.get(ask(*own_file, "/markets/TST/compare/", **OWN_DAYS).url)

        assert page.context["comparison"].close_chart.path.count("L") > 100
        assert page.content.decode().count("chart--static") == 2

    def test_takes_days_without_bars_for_what_they_are(self, ask, as_alice, own_file):
        response = ask(*own_file, "/markets/TST/compare/", start="2001-01-01", end="2001-02-01")

        assert as_alice.get(response.url).context["sides"][0].problem.startswith("There are no MY.TST prices")


class TestOneSource:
    def test_is_said_plainly_with_what_to_do(self, as_alice, own_file, alice):
        Instrument.objects.filter(owner=alice).delete()

        text = as_alice.get("/markets/TST/compare/").content.decode()

        assert "There is only one source of these prices" in text
        assert "Yahoo Finance is not among MARKET_SOURCES here" in text
        assert '<form class="stack"' not in text

    def test_is_all_there_is_of_simulated_prices(self, as_alice, redis_url):
        storing.store(dataset=next(iter(simulated.datasets())), edition="1")

        text = as_alice.get("/markets/SIM-BTC/compare/").content.decode()

        assert "no market ever traded it, so no source has it" in text


class TestPage:
    def test_is_reached_from_the_instrument(self, as_alice, own_file):
        assert 'href="/markets/TST/compare/?interval=1d"' in as_alice.get("/markets/TST/").content.decode()

    def test_of_an_unknown_symbol_is_not_there(self, as_alice, db):
        assert as_alice.get("/markets/NOPE/compare/").status_code == HTTPStatus.NOT_FOUND

    def test_is_not_for_visitors(self, client, db):
        assert client.get(ADDRESS).status_code == HTTPStatus.FOUND

    def test_takes_no_delete(self, as_alice):
        assert as_alice.delete(ADDRESS).status_code == HTTPStatus.METHOD_NOT_ALLOWED

    @pytest.mark.parametrize(
        "query", ["first=%00&second=x", "first=a&second=b&start=1&end=2", "interval=9z", "start=0001-01-01&first="]
    )
    def test_bears_any_address(self, as_alice, own_file, query):
        assert as_alice.get(f"/markets/TST/compare/?{query}").status_code == HTTPStatus.OK
