"""Many ask for the same prices at once: one request goes out, and all read what it brought."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import redis
from django.db import connection

from marketdata import flights, services
from marketdata.models import FetchAttempt
from marketdata.sources.tests.upstream.server import broken

CROWD = 20


@pytest.fixture
def client(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        yield client


def at_once(task, count=CROWD):
    """Run a task in so many threads that all begin together, each with a database connection of its own."""
    start = threading.Barrier(count)

    def one(_):
        try:
            start.wait(20)
            return task()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
class TestStampede:
    def test_makes_one_upstream_call(self, sources, fetch, yahoo_server):
        # Its libraries are loaded by one thread: how pytest watches warnings is not made for several.
        fetch(symbol="SPY")
        FetchAttempt.objects.all().delete()
        yahoo_server.seen.clear()

        outcomes = at_once(fetch)

        bars = services.get_bars(symbol="AAPL", start_date=date(2024, 1, 2), end_date=date(2024, 3, 28))
        assert yahoo_server.count("/chart/") == 1
        assert len(bars) == 61
        assert all(outcome.lacking == () for outcome in outcomes)
        assert FetchAttempt.objects.count() == 1

    def test_asks_a_source_that_is_down_once(self, sources, fetch, yahoo_server):
        sources("yahoo")
        yahoo_server.faults.extend([broken(503, "30")] * CROWD)

        outcomes = at_once(fetch, 6)

        assert yahoo_server.count("/chart/") == 1
        assert all(outcome.tale == "Yahoo Finance: cannot be reached" for outcome in outcomes)


@pytest.mark.django_db(transaction=True)
class TestRedisLost:
    def test_loses_no_price_when_it_is_emptied_in_mid_flight(self, sources, fetch, yahoo_server, client):
        yahoo_server.gate = threading.Event()
        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(_closing, fetch) for _ in range(1)]
            _until(lambda: yahoo_server.price_requests)
            client.flushdb()
            both.append(pool.submit(_closing, fetch))
            _until(lambda: yahoo_server.price_requests > 1)
            yahoo_server.gate.set()
            outcomes = [one.result(30) for one in both]

        assert len(services.get_bars(symbol="AAPL")) == 61
        assert all(outcome.lacking == () for outcome in outcomes)


def _closing(task):
    try:
        return task()
    finally:
        connection.close()


def _until(condition):
    ends_at = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < ends_at
        time.sleep(0.01)


@pytest.fixture
def alone(client):
    """Ask for the right to fetch without waiting for it."""
    return lambda name="AAPL:1d": flights.alone(client=client, name=name, wait_seconds=0)


class TestAlone:
    def test_gives_the_right_to_one_at_a_time(self, alone):
        with alone() as first, alone() as second:
            assert first is not None
            assert second is None
        with alone() as third:
            assert third is not None

    def test_is_each_series_own(self, alone):
        with alone(), alone("AAPL:1wk") as other:
            assert other is not None

    def test_is_lost_by_who_slept_while_another_took_over(self, alone, client):
        with alone() as sleeper:
            client.delete(sleeper.key)
            with alone() as later:
                assert not sleeper.holds()
                assert later.holds()
                sleeper.give()
                assert later.holds()

    def test_runs_out_by_itself(self, alone, client):
        with alone() as flight:
            assert 0 < client.ttl(flight.key) <= flights.HELD_SECONDS

    def test_is_held_on_to_by_who_lives(self, alone, client, monkeypatch, eventually):
        monkeypatch.setattr(flights, "PROLONGED_EVERY", 0.02)
        with alone() as flight:
            client.expire(flight.key, 2)

            eventually(lambda: client.ttl(flight.key) > 2, what="a longer hold")

    def test_is_free_soon_after_its_holder_was_killed(self, client, redis_url):
        code = (
            "import redis, sys, time; from marketdata import flights\n"
            "with flights.alone(client=redis.Redis.from_url(sys.argv[1]), name='AAPL:1d', wait_seconds=0):\n"
            "    print('held', flush=True); time.sleep(60)"
        )
        with subprocess.Popen([sys.executable, "-c", code, redis_url], stdout=subprocess.PIPE) as holder:
            assert holder.stdout.readline() == b"held\n"
            holder.kill()

        assert 0 < client.ttl("fetch:AAPL:1d") <= 15

    def test_tells_once_that_it_waits(self, alone, client):
        told = []
        with alone():
            waiting = flights.alone(client=client, name="AAPL:1d", wait_seconds=0.2, on_wait=lambda: told.append(1))
            with waiting as flight:
                assert (flight, told) == (None, [1])

    def test_is_everybodys_without_redis(self, unused_port):
        with redis.Redis(port=unused_port) as nowhere:
            one = flights.alone(client=nowhere, name="AAPL:1d", wait_seconds=0)
            with one as flight:
                assert flight.holds()
