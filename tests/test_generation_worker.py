"""Generations survive what happens to workers and to the broker. Real worker processes, real Valkey, real sandbox."""

import pytest
import redis

from backtests.tests.conftest import Worker
from marketdata.services import load_sample_data
from strategies import composing
from strategies.models import Generation, State
from tests.held_up import HOLD


@pytest.fixture
def held_up(tmp_path):
    """Hold up whoever writes until this file is deleted."""
    path = tmp_path / "wait"
    path.touch()
    return path


@pytest.fixture
def worker(tmp_path, redis_url, transactional_db):
    """Return a function that starts a worker."""
    started = []

    def start():
        environment = {"DJANGO_SETTINGS_MODULE": "tests.writer_settings", "HELD_UP_BY": str(tmp_path / "wait")}
        started.append(Worker(tmp_path / "worker.log").start(**environment))
        return started[-1]

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def generation(alice, redis_url, transactional_db):
    load_sample_data()
    return composing.begin(owner=alice, text="hold", provider="offline")


def row():
    return Generation.objects.latest("pk")


@pytest.mark.slow
class TestGeneration:
    def test_outlives_redis_and_its_worker_and_hears_a_stop(self, generation, worker, held_up, redis_url, eventually):
        with redis.Redis.from_url(redis_url) as client:
            client.flushdb()
        first = worker()
        eventually(lambda: row().partial, seconds=30, what="half of the code")

        first.kill()
        held_up.unlink()
        worker()
        eventually(lambda: row().is_final, seconds=40, what="the end")

        assert (row().state, row().attempts, row().code) == (State.SUCCEEDED, 2, HOLD)
        assert [attempt.outcome for attempt in row().rounds.all()] == ["OK"]

        held_up.touch()
        stopped = composing.change(conversation=generation.conversation, text="sell", provider="offline")
        eventually(lambda: row().partial, seconds=10, what="half of the code")

        composing.stop(generation=stopped)

        # Though the model still is silent.
        eventually(lambda: row().is_final, seconds=5, what="the end")
        assert (row().state, row().code) == (State.STOPPED, HOLD[:60])
        held_up.unlink()
