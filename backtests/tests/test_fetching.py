"""Runs over prices that nobody has yet: the worker fetches them, and says how."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date

import pytest
from django.conf import settings
from django.db import connection

from backtests import execution, services, watching
from backtests.models import BacktestRun
from backtests.presenting import progress_view, run_facts
from backtests.queueing import Lease
from backtests.tests.test_views_new import NEW, as_alice, typed, version
from engine.verdict import Verdict
from marketdata.models import FetchAttempt
from marketdata.services import get_bars
from marketdata.sources.calendars import sessions
from marketdata.sources.tests.upstream.fixtures import alpha_vantage_server, finnhub_server, yahoo_server
from marketdata.sources.tests.upstream.server import broken, busy
from marketdata.sources.yahoo import Yahoo
from marketdata.tests.conftest import LIMITS, sources
from statis import jobs

__all__ = ["alpha_vantage_server", "as_alice", "finnhub_server", "sources", "version", "yahoo_server"]
PERIOD = {"start_date": "2024-01-02", "end_date": "2024-03-28"}
# A source in a process of its own: it tells its address, then begins an answer that would take minutes.
SERVE = """
import threading
from marketdata.sources.tests.upstream import yahoo
from marketdata.sources.tests.upstream.server import Answer


def begin(right):
    print("answering", flush=True)
    return Answer(body=right.body, pause=1.0)


with yahoo.serve() as server:
    server.always = begin
    print(server.url, flush=True)
    threading.Event().wait()
"""


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """Send nothing to a broker."""
    monkeypatch.setattr(jobs.app, "send_task", lambda name, kwargs, connection: None)


@pytest.fixture
def told(monkeypatch):
    told = []
    monkeypatch.setattr(watching.events, "publish", lambda topic, event: told.append(event))
    return told


@pytest.fixture
def run_it(alice, version_of, spec, sources):
    def run(symbol="SPY", **changes):
        asked = spec(symbols=(symbol,), **PERIOD | changes)
        run = services.start_backtest(owner=alice, version=version_of(alice), spec=asked)
        execution.execute_run(run.pk)
        run.refresh_from_db()
        return run

    return run


@pytest.fixture
def mortal_server():
    """A source that is killed as soon as it has begun to answer; gives its process and its address."""
    argv = [sys.executable, "-c", SERVE]
    where = {"cwd": settings.BASE_DIR, "env": os.environ | {"PYTHONPATH": str(settings.BASE_DIR)}}
    with subprocess.Popen(argv, text=True, stdout=subprocess.PIPE, **where) as process:
        url = process.stdout.readline().strip()

        def kill_in_mid_answer():
            if process.stdout.readline():
                time.sleep(0.1)
                process.kill()

        executioner = threading.Thread(target=kill_in_mid_answer)
        executioner.start()
        try:
            yield process, url
        finally:
            process.kill()
            executioner.join()


# The lease is kept by a thread with a connection of its own, to which a test's open transaction would be in the way.
@pytest.mark.django_db(transaction=True)
class TestRun:
    def test_fetches_what_is_missing(self, run_it, told):
        run = run_it()

        assert run.verdict == Verdict.OK
        assert run.facts["data"][0]["source"] == "Yahoo Finance"
        assert run.facts["fetched"] == ["SPY: used Yahoo Finance"]
        assert "SPY: used Yahoo Finance" in {fact.text for fact in run_facts(run)}
        assert "Asking Yahoo Finance for SPY" in {event.get("doing") for event in told}

    def test_asks_nobody_the_second_time(self, run_it, yahoo_server):
        first = run_it()
        asked = yahoo_server.price_requests

        second = run_it()

        assert yahoo_server.price_requests == asked
        assert "fetched" not in second.facts
        assert second.data_hash == first.data_hash

    def test_survives_a_source_that_dies_in_mid_fetch(self, run_it, yahoo_server):
        yahoo_server.hang_up()

        run = run_it()

        assert run.verdict == Verdict.OK
        assert run.facts["data"][0]["source"] == "Alpha Vantage"
        assert run.facts["fetched"][0].endswith("; used Alpha Vantage")

    def test_survives_a_source_that_is_killed_in_mid_answer(self, run_it, sources, mortal_server, tmp_path):
        process, url = mortal_server
        sources("yahoo", "alpha_vantage", yahoo=Yahoo(base_url=url, cache_dir=tmp_path, limits=LIMITS))

        run, other = run_it(), run_it("AAPL")

        assert process.wait(10) == -signal.SIGKILL
        assert (run.verdict, other.verdict) == (Verdict.OK, Verdict.OK)
        assert run.facts["fetched"] == ["SPY: Yahoo Finance: cannot be reached; used Alpha Vantage"]
        assert get_bars(symbol="SPY").dates.tolist() == sessions("XNYS", date(2024, 1, 2), date(2024, 3, 28)).tolist()
        # The second run did not wait for the dead.
        assert not FetchAttempt.objects.get(symbol="AAPL", source="yahoo").was_asked

    def test_ends_in_words_when_no_source_delivers(self, run_it, yahoo_server, alpha_vantage_server, finnhub_server):
        yahoo_server.faults.extend([busy("60")])
        alpha_vantage_server.hang_up()
        finnhub_server.faults.extend([broken(503, "60")])

        run = run_it()

        assert run.verdict == Verdict.NO_DATA
        assert run.failure["message"] == (
            "There are no prices for “SPY”. Yahoo Finance: rate limited; Alpha Vantage: cannot be reached; "
            "Finnhub: cannot be reached. Try again later, or other dates, or choose one that is stored."
        )

    def test_fetches_the_benchmark_too(self, run_it):
        run = run_it(benchmark="AAPL")

        assert run.verdict == Verdict.OK
        assert len(run.facts["fetched"]) == 2

    def test_brings_more_warm_up_when_the_indicators_need_it(self, run_it, alice, version_of, spec, yahoo_server):
        average = (
            "import backtrader as bt\n\n\nclass Average(bt.Strategy):\n    def __init__(self):\n"
            "        bt.ind.SMA(period=400)\n"
        )
        asked = spec(symbols=("SPY",), warmup=None, **PERIOD)
        run = services.start_backtest(owner=alice, version=version_of(alice, average), spec=asked)

        execution.execute_run(run.pk)

        run.refresh_from_db()
        assert run.verdict == Verdict.OK
        assert run.facts["data"][0]["warmup_bars"] >= 399

    def test_gives_signs_of_life_while_a_source_is_slow(self, alice, version_of, spec, db):
        run = services.start_backtest(owner=alice, version=version_of(alice), spec=spec())
        lease = Lease.claim(run.pk)
        first = BacktestRun.objects.get(pk=run.pk).lease_expires_at

        with watching.LeasedWatch(lease).kept_alive():
            ends_at = time.monotonic() + 10
            while BacktestRun.objects.get(pk=run.pk).lease_expires_at == first:
                assert time.monotonic() < ends_at
                time.sleep(0.1)

        connection.close()


@pytest.mark.django_db
class TestPage:
    def test_takes_a_symbol_nobody_has_yet_and_asks_nobody(self, as_alice, version, sources, yahoo_server):
        shown = as_alice.get(NEW, {"symbol": "spy", **PERIOD})
        response = as_alice.post(NEW, typed(version, symbols="spy", **PERIOD))

        assert response.url == BacktestRun.objects.get().get_absolute_url()
        assert BacktestRun.objects.get().spec["symbols"] == ["SPY"]
        assert "the run fetches them first" in shown.content.decode()
        assert yahoo_server.seen == []
        assert not FetchAttempt.objects.exists()

    def test_refuses_it_where_nothing_is_fetched(self, as_alice, version, sources):
        sources()

        response = as_alice.post(NEW, typed(version, symbols="spy", **PERIOD))

        assert "There are no prices for “SPY”" in response.content.decode()

    def test_shows_who_is_asked(self, alice, version_of, spec):
        run = services.start_backtest(owner=alice, version=version_of(alice), spec=spec())

        view = progress_view(run, {"phase": "data", "fraction": 0.0, "doing": "Asking Finnhub for SPY"})

        assert view.steps[0].note == "Asking Finnhub for SPY"
