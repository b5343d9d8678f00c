import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from backtests import services
from backtests.models import BacktestRun, State
from backtests.queueing import Lease
from engine.verdict import Verdict
from statis import jobs
from strategies.services import save_version


@pytest.fixture
def sent(monkeypatch):
    ids = []
    monkeypatch.setattr(jobs.app, "send_task", lambda name, kwargs, connection: ids.append(kwargs["run_id"]))
    return ids


@pytest.fixture
def told(monkeypatch):
    """Collect what would be published."""
    told = []
    monkeypatch.setattr(services.events, "publish", lambda topic, event: told.append((topic, event["type"])))
    return told


@pytest.fixture
def run(alice, version_of, spec, told):
    return services.start_backtest(owner=alice, version=version_of(alice), spec=spec())


class TestStartBacktest:
    def test_queues_a_run_with_its_whole_spec(self, alice, version_of, spec):
        version = version_of(alice)

        run = services.start_backtest(owner=alice, version=version, spec=spec(symbols=("AAPL", "MSFT"), cash=5_000.0))

        run.refresh_from_db()
        assert (run.owner, run.version, run.state, run.verdict) == (alice, version, State.QUEUED, "")
        assert (run.spec["cash"], run.symbols) == (5_000.0, "AAPL, MSFT")

    def test_runs_the_code_of_the_version_whatever_the_spec_holds(self, alice, version_of, spec):
        version = version_of(alice, "slow")

        run = services.start_backtest(owner=alice, version=version, spec=spec())

        assert run.spec["source"] == version.source

    def test_tells_the_worker_only_after_the_row_is_there(
        self, alice, version_of, spec, sent, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            run = services.start_backtest(owner=alice, version=version_of(alice), spec=spec())
            before = list(sent)

        run.refresh_from_db()
        assert (before, sent) == ([], [run.pk])
        assert run.enqueued_at is not None

    def test_refuses_more_runs_than_a_user_may_have_in_flight(self, alice, bob, version_of, spec, settings):
        settings.MAX_RUNS_IN_FLIGHT = 2
        runs = [services.start_backtest(owner=alice, version=version_of(alice), spec=spec()) for _ in range(2)]

        with pytest.raises(services.TooManyRuns, match="2 of your backtests") as refusal:
            services.start_backtest(owner=alice, version=version_of(alice), spec=spec())

        assert refusal.value.code == "TOO_MANY_RUNS"
        assert services.start_backtest(owner=bob, version=version_of(bob), spec=spec())
        services.cancel_run(run=runs[0])
        assert services.start_backtest(owner=alice, version=version_of(alice), spec=spec())


class TestCancelRun:
    def test_ends_a_queued_run_at_once(self, run, told):
        run = services.cancel_run(run=run)

        assert (run.state, run.verdict) == (State.CANCELLED, Verdict.CANCELLED)
        assert run.finished_at is not None
        assert told == [(run.topic, "done")]

    def test_asks_the_worker_of_a_running_run_to_stop(self, run, told):
        Lease.claim(run.pk)

        run = services.cancel_run(run=run)

        assert (run.state, told) == (State.RUNNING, [(run.topic, "state")])
        assert run.cancel_requested_at is not None

    def test_asks_only_once(self, run):
        Lease.claim(run.pk)

        first = services.cancel_run(run=run).cancel_requested_at
        second = services.cancel_run(run=run).cancel_requested_at

        assert first == second

    def test_leaves_a_finished_run_as_it_is(self, run, told):
        Lease.claim(run.pk).finish(State.FAILED, Verdict.TIME)

        run = services.cancel_run(run=run)

        assert (run.state, run.verdict, run.cancel_requested_at, told) == (State.FAILED, Verdict.TIME, None, [])

    def test_a_worker_does_not_start_a_cancelled_run(self, run):
        services.cancel_run(run=run)

        assert Lease.claim(run.pk) is None


class TestRerun:
    def test_queues_the_same_version_with_the_same_settings(self, run):
        save_version(strategy=run.version.strategy, source=run.version.source + "\n# changed\n")
        Lease.claim(run.pk).finish(State.FAILED, Verdict.TIME)

        again = services.rerun(run=run)

        assert again.pk != run.pk
        assert (again.version, again.spec, again.state) == (run.version, run.spec, State.QUEUED)
        assert BacktestRun.objects.count() == 2


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_one_of_many_workers_gets_a_run(self, run):
        leases = all_at_once(8, lambda: Lease.claim(run.pk))

        assert sum(lease is not None for lease in leases) == 1

    def test_one_user_cannot_slip_past_the_limit(self, alice, version_of, spec, settings, sent):
        settings.MAX_RUNS_IN_FLIGHT = 1
        version = version_of(alice)

        def start():
            try:
                return services.start_backtest(owner=alice, version=version, spec=spec())
            except services.TooManyRuns:
                return None

        started = [run for run in all_at_once(6, start) if run]

        assert len(started) == BacktestRun.objects.count() == 1


def all_at_once(count, act):
    """Call a function in many threads, each with a database connection of its own, and return what they return."""
    ready = threading.Barrier(count)

    def call(_):
        ready.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(call, range(count)))
