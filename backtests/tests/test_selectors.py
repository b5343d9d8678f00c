import pytest
from django.contrib.auth.models import AnonymousUser

from backtests import execution, selectors, services
from backtests.models import BacktestRun
from statis import jobs


@pytest.fixture(autouse=True)
def unsent(monkeypatch):
    monkeypatch.setattr(jobs.app, "send_task", lambda *_, **__: None)
    monkeypatch.setattr(execution.events, "publish", lambda *_: None)


@pytest.fixture
def start(version_of, spec):
    return lambda owner, **changes: services.start_backtest(
        owner=owner, version=version_of(owner), spec=spec(**changes)
    )


class TestRunsVisibleTo:
    def test_are_ones_own_newest_first(self, alice, bob, start):
        first, _, last = start(alice), start(bob), start(alice)

        assert list(selectors.runs_visible_to(alice)) == [last, first]

    def test_are_no_others_even_for_staff(self, alice, carol, start):
        start(alice)

        assert not selectors.runs_visible_to(carol).exists()

    def test_are_none_for_nobody(self, alice, start):
        start(alice)

        assert not selectors.runs_visible_to(AnonymousUser()).exists()

    def test_come_with_their_strategy_in_one_query(self, alice, start, django_assert_num_queries):
        start(alice)
        start(alice)

        with django_assert_num_queries(1):
            names = [run.version.strategy.name for run in selectors.runs_visible_to(alice)]

        assert names == ["Mine", "Mine"]


class TestRunsInFlight:
    def test_are_those_that_may_still_change(self, alice, start):
        waiting, ended = start(alice), start(alice)
        services.cancel_run(run=ended)

        assert list(selectors.runs_in_flight(alice)) == [waiting]


class TestResultOf:
    def test_is_the_report_the_engine_made(self, alice, start, sample_data, spec):
        run = start(alice)
        execution.execute_run(run.pk)
        expected = execution.backtest_once(spec()).report

        report = selectors.result_of(BacktestRun.objects.get(pk=run.pk))

        assert report.to_dict() | {"elapsed_ms": 0} == expected.to_dict() | {"elapsed_ms": 0}
        assert (report.account.equity == expected.account.equity).all()
        assert (report.account.times == expected.account.times).all()

    def test_is_none_for_a_run_without_one(self, alice, start):
        assert selectors.result_of(start(alice)) is None
