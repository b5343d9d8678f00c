"""Runs keep the prices they ran on, whatever is stored later."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from backtests import execution, services
from backtests.models import BacktestRun
from marketdata import storing
from marketdata.models import BarChunk, PriceSeries, SeriesEdition
from marketdata.tests.feeding import FIRST, TODAY, given, traded

PERIOD = {"start_date": "2023-02-01", "end_date": "2023-12-01"}


def merge(last: date = TODAY, *, seed: int = 1) -> SeriesEdition:
    return storing.merge_bars(fetched=given(traded(FIRST, last, seed=seed)), first_date=FIRST, last_date=last)


def done(run: BacktestRun) -> BacktestRun:
    execution.execute_run(run.pk)
    return BacktestRun.objects.select_related("result").get(pk=run.pk)


@pytest.fixture
def start(alice, version_of, spec, monkeypatch):
    monkeypatch.setattr(services.queueing, "enqueue", lambda run_id: None)
    version = version_of(alice)

    def make(**changes):
        return services.start_backtest(
            owner=alice, version=version, spec=spec(symbols=("TST",), warmup=20, **PERIOD, **changes)
        )

    return make


@pytest.mark.django_db
class TestEditionsOfARun:
    def test_are_those_it_was_run_on(self, start):
        edition = merge()

        run = done(start())

        assert list(run.editions.all()) == [edition]
        assert run.facts["data"][0]["edition"] == edition.pk
        assert run.facts["same_prices"] is False

    def test_are_read_again_when_it_is_run_again_to_the_last_figure(self, start):
        merge()
        first = done(start())
        merge(seed=2)

        again, anew = done(services.rerun(run=first)), done(start())

        assert again.result.metrics == first.result.metrics
        assert again.data_hash == first.data_hash != anew.data_hash
        assert (again.facts["same_prices"], anew.facts["same_prices"]) == (True, False)
        assert list(again.editions.all()) == list(first.editions.all())

    def test_are_said_to_be_the_same_on_its_page(self, start, client, alice):
        merge()
        again = done(services.rerun(run=done(start())))
        client.force_login(alice)

        page = client.get(reverse("backtests:detail", args=[again.pk])).content.decode()

        assert "The run this one repeats" in page

    def test_draw_its_chart_after_other_prices_came(self, start, client, alice):
        merge()
        run = done(start())
        merge(seed=2)
        client.force_login(alice)

        assert client.get(reverse("backtests:detail", args=[run.pk])).context["price"] is not None

    def test_include_those_of_its_benchmark(self, start):
        merge()
        fetched = given(traded(seed=7))
        other = replace(
            fetched,
            bars=replace(fetched.bars, symbol="OTH"),
            listing=replace(fetched.listing, symbol="OTH"),
        )
        storing.merge_bars(fetched=other, first_date=FIRST, last_date=TODAY)

        run = done(start(benchmark="OTH"))

        assert set(run.editions.all()) == set(SeriesEdition.objects.all())

    def test_stay_as_long_as_it_does(self, start):
        used = merge(date(2024, 1, 5))
        run = done(start())
        merge(date(2024, 2, 5))
        current = merge()
        SeriesEdition.objects.update(created_at=timezone.now() - timedelta(days=2))
        series = PriceSeries.objects.get()

        storing.prune(series)

        assert set(SeriesEdition.objects.all()) == {used, current}
        assert all(chunk.editions.exists() for chunk in BarChunk.objects.all())
        run.delete()
        storing.prune(series)
        assert set(SeriesEdition.objects.all()) == {current}

    def test_of_private_prices_are_for_their_owner_only(self, start, alice, bob, version_of, spec):
        fetched = given(traded(source="My file"))
        storing.merge_bars(fetched=fetched, first_date=FIRST, last_date=TODAY, owner=alice)

        own = done(start())
        other = services.start_backtest(owner=bob, version=version_of(bob), spec=spec(symbols=("TST",), **PERIOD))

        assert own.facts["data"][0]["source"] == "My file"
        assert done(other).verdict == "NO_DATA"
