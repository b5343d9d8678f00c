"""Runs survive what happens to workers and to the broker. Real worker processes, real Valkey."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.utils import timezone

from backtests import execution, queueing, services
from backtests.models import BacktestRun, RunResult, State
from backtests.queueing import Lease
from backtests.tests.conftest import PROJECT
from engine.verdict import Verdict
from statis import jobs
from statis.sandboxes import INSPECTOR


@pytest.fixture
def run(alice, version_of, spec):
    return services.start_backtest(owner=alice, version=version_of(alice), spec=spec())


def long_ago():
    return timezone.now() - timedelta(hours=1)


@pytest.fixture
def sent(monkeypatch):
    """Collect the ids of the runs that would be sent to the broker, which holds nothing."""
    ids = []
    monkeypatch.setattr(jobs.app, "send_task", lambda name, kwargs, connection: ids.append(kwargs["run_id"]))
    monkeypatch.setattr(jobs, "messages_waiting", lambda queue: 0)
    return ids


class TestTakeBackExpired:
    def test_queues_a_run_whose_worker_fell_silent(self, run, sent):
        Lease.claim(run.pk)
        BacktestRun.objects.update(lease_expires_at=long_ago())

        queueing.take_back_expired()

        run.refresh_from_db()
        assert (run.state, run.attempts, run.lease_expires_at) == (State.QUEUED, 1, None)
        assert sent == [run.pk]

    def test_leaves_a_run_alone_while_its_lease_lasts(self, run, sent):
        Lease.claim(run.pk)

        queueing.take_back_expired()

        run.refresh_from_db()
        assert (run.state, sent) == (State.RUNNING, [])

    def test_gives_up_after_three_attempts_and_says_so(self, run, sent):
        for _ in range(3):
            Lease.claim(run.pk)
            BacktestRun.objects.update(lease_expires_at=long_ago())
            queueing.take_back_expired()

        run.refresh_from_db()
        assert (run.state, run.verdict, run.attempts) == (State.FAILED, Verdict.OUR_FAULT, 3)
        assert "Three attempts" in run.failure["message"]
        assert len(sent) == 2

    def test_cancels_a_run_that_was_to_be_cancelled_when_its_worker_died(self, run, sent):
        Lease.claim(run.pk)
        BacktestRun.objects.update(lease_expires_at=long_ago(), cancel_requested_at=timezone.now())

        queueing.take_back_expired()

        run.refresh_from_db()
        assert (run.state, run.verdict, sent) == (State.CANCELLED, Verdict.CANCELLED, [])

    def test_a_second_reaper_finds_nothing_left_to_do(self, run, sent):
        Lease.claim(run.pk)
        BacktestRun.objects.update(lease_expires_at=long_ago())

        counts = [queueing.take_back_expired(), queueing.take_back_expired()]

        assert counts == [1, 0]
        assert sent == [run.pk]

    def test_the_worker_that_fell_silent_can_write_no_more(self, run, sent):
        lease = Lease.claim(run.pk)
        BacktestRun.objects.update(lease_expires_at=long_ago())
        queueing.take_back_expired()

        assert lease.renew() is jobs.Standing.LOST
        assert not lease.finish(State.SUCCEEDED, Verdict.OK)


class TestSendAgain:
    def test_sends_a_run_that_never_reached_the_broker(self, run, sent):
        BacktestRun.objects.update(enqueued_at=None, queued_at=long_ago())

        queueing.send_again()

        assert sent == [run.pk]

    def test_sends_a_run_that_nobody_picked_up(self, run, sent):
        BacktestRun.objects.update(enqueued_at=long_ago(), queued_at=long_ago())

        counts = [queueing.send_again(), queueing.send_again()]

        assert counts == [1, 0]
        assert sent == [run.pk]

    def test_waits_a_while_for_somebody_to_pick_it_up(self, run, sent):
        assert queueing.send_again() == 0

    def test_sends_nothing_while_the_broker_still_holds_the_messages(self, run, sent, monkeypatch):
        BacktestRun.objects.update(enqueued_at=long_ago(), queued_at=long_ago())
        monkeypatch.setattr(jobs, "messages_waiting", lambda queue: 1)

        assert queueing.send_again() == 0

    def test_knows_how_many_messages_a_real_broker_holds(self, redis_url, transactional_db, run):
        assert jobs.messages_waiting("backtests") == 1

        with redis.Redis.from_url(redis_url) as client:
            client.flushall()

        assert jobs.messages_waiting("backtests") == 0


class TestBroker:
    def test_takes_messages_from_a_producer_that_knew_it_before_it_was_emptied(self, redis_url, transactional_db):
        """Kombu declares a queue once a connection and keeps its bindings in Redis, where FLUSHALL deletes them."""
        queueing.enqueue(1)
        with redis.Redis.from_url(redis_url) as client:
            client.flushall()

        queueing.enqueue(2)

        with redis.Redis.from_url(redis_url) as client:
            assert client.llen("backtests") == 1

    def test_a_run_is_kept_when_there_is_none(self, alice, version_of, spec, monkeypatch, transactional_db):
        def refuse(*_, **__):
            raise jobs.OperationalError("away")

        monkeypatch.setattr(jobs.app, "send_task", refuse)

        run = services.start_backtest(owner=alice, version=version_of(alice), spec=spec())

        run.refresh_from_db()
        assert (run.state, run.enqueued_at) == (State.QUEUED, None)


@pytest.mark.slow
class TestRealWorker:
    """The worker's reaper runs every second, a lease lasts three and a lost message is noticed after two."""

    @pytest.fixture(autouse=True)
    def prices(self, transactional_db, sample_data):
        pass

    @pytest.fixture
    def start(self, alice, version_of, spec):
        def make(code="hold", **changes):
            return services.start_backtest(owner=alice, version=version_of(alice, code), spec=spec(**changes))

        return make

    @pytest.fixture
    def service(self, tmp_path):
        service = Service(tmp_path / "sandbox.socket")
        service.start()
        yield service
        service.kill()

    @pytest.fixture
    def becomes(self, eventually):
        def wait(run, state, seconds=60):
            def is_so():
                run.refresh_from_db()
                return run.state == state

            eventually(is_so, seconds=seconds, what=f"{run} {state}")

        return wait

    def test_runs_what_is_queued(self, worker, start, becomes):
        worker.start()
        run, broken = start(), start("broken")

        becomes(run, State.SUCCEEDED)
        becomes(broken, State.FAILED)

        assert (broken.verdict, broken.failure["line"]) == (Verdict.STRATEGY_ERROR, 7)
        assert run.result.metrics["initial_value"] == 100_000

    def test_a_run_whose_worker_is_killed_is_finished_by_the_next_one_once(self, worker, start, becomes, eventually):
        worker.start()
        run = start("slow", params={"work": 500_000})
        becomes(run, State.RUNNING)
        eventually(lambda: BacktestRun.objects.get(pk=run.pk).progress.get("bar"), seconds=30, what="progress")
        below = worker.descendants()

        worker.kill()

        eventually(lambda: not any(is_alive(pid) for pid in below), what="the end of every process of the worker")
        run.refresh_from_db()
        assert run.state == State.RUNNING
        worker.start()
        becomes(run, State.SUCCEEDED)
        assert run.attempts == 2
        assert RunResult.objects.count() == 1

    def test_a_run_whose_sandbox_is_killed_is_run_again(self, worker, start, becomes, service, eventually):
        worker.start(SANDBOX_SOCKET=str(service.path))
        run = start("slow", params={"work": 500_000})
        eventually(lambda: BacktestRun.objects.get(pk=run.pk).progress.get("bar"), seconds=60, what="progress")

        service.kill()
        service.start()

        becomes(run, State.SUCCEEDED)
        assert run.attempts == 2
        assert RunResult.objects.count() == 1
        assert not [pid for pid in worker.descendants() if is_sandbox(pid)]

    def test_emptying_valkey_in_mid_run_loses_no_run(self, worker, start, becomes, redis_url):
        worker.start()
        running = start("slow", params={"work": 300_000})
        becomes(running, State.RUNNING)
        waiting = start()

        with redis.Redis.from_url(redis_url) as client:
            client.flushall()
        later = start()

        for run in (running, waiting, later):
            becomes(run, State.SUCCEEDED)
        assert [run.attempts for run in (running, waiting, later)] == [1, 1, 1]
        assert RunResult.objects.count() == 3

    def test_cancelling_stops_a_run_within_seconds(self, worker, start, becomes):
        worker.start()
        run = start("slow", params={"work": 50_000_000})
        becomes(run, State.RUNNING)

        began = time.monotonic()
        services.cancel_run(run=run)
        becomes(run, State.CANCELLED, seconds=10)

        assert time.monotonic() - began < 5
        assert run.verdict == Verdict.CANCELLED


class Service:
    """A sandbox service in a process of its own."""

    def __init__(self, path):
        self.path = path

    def start(self):
        command = [sys.executable, "-m", "engine.sandbox", "--socket", str(self.path), "--inspector", INSPECTOR]
        self.process = subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()


def is_sandbox(pid):
    return b"engine.sandbox" in Path(f"/proc/{pid}/cmdline").read_bytes()


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Dead but not yet buried by init counts as dead.
    with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
        return stat.read().rpartition(")")[2].split()[0] != "Z"


class TestReap:
    def test_leaves_a_sign_of_life(self, db, redis_url, sent):
        execution.reap()

        assert execution.events.seconds_since_alive("worker") in (0, 1)
