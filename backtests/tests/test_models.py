import itertools

import pytest
from django.db import IntegrityError, transaction

from backtests.models import (
    FINAL,
    LIVE,
    TRANSITIONS,
    BacktestRun,
    RunResult,
    State,
)
from backtests.services import start_backtest
from engine.verdict import LABELS, Verdict
from statis.jobs import ImpossibleTransition


@pytest.fixture
def run(alice, version_of, spec):
    return start_backtest(owner=alice, version=version_of(alice), spec=spec())


class TestTransitions:
    def test_cover_every_state(self):
        assert set(TRANSITIONS) == set(State)

    def test_lead_from_the_queue_to_every_state(self):
        reached, fringe = set(), {State.QUEUED}
        while fringe:
            reached |= fringe
            fringe = set().union(*(TRANSITIONS[state] for state in fringe)) - reached

        assert reached == set(State)

    def test_never_leave_a_final_state(self):
        assert FINAL == (State.SUCCEEDED, State.FAILED, State.CANCELLED)
        assert all(not TRANSITIONS[state] for state in FINAL)


class TestMove:
    @pytest.mark.parametrize(
        ("source", "target"), [pair for pair in itertools.product(State, State) if pair[1] not in TRANSITIONS[pair[0]]]
    )
    def test_refuses_what_the_table_does_not_allow(self, db, source, target):
        with pytest.raises(ImpossibleTransition):
            BacktestRun.objects.all().move(source, target)

    def test_moves_a_row_once(self, run):
        row = BacktestRun.objects.filter(pk=run.pk)

        moved = [row.move(State.QUEUED, State.RUNNING) for _ in range(2)]

        assert moved == [True, False]


class TestBacktestRun:
    @pytest.mark.parametrize("state", LIVE)
    def test_is_live_while_it_may_still_change(self, state):
        run = BacktestRun(state=state)

        assert (run.is_live, run.is_final) == (True, False)

    @pytest.mark.parametrize("state", FINAL)
    def test_is_final_when_it_has_ended(self, state):
        run = BacktestRun(state=state)

        assert (run.is_live, run.is_final) == (False, True)

    @pytest.mark.parametrize(
        ("state", "verdict"),
        [
            (State.QUEUED, Verdict.OK),
            (State.RUNNING, Verdict.TIME),
            (State.FAILED, ""),
            (State.SUCCEEDED, Verdict.TIME),
            (State.FAILED, Verdict.OK),
            (State.CANCELLED, Verdict.OK),
        ],
    )
    def test_cannot_have_a_verdict_that_contradicts_its_state(self, run, state, verdict):
        with pytest.raises(IntegrityError), transaction.atomic():
            BacktestRun.objects.filter(pk=run.pk).update(state=state, verdict=verdict)

    def test_has_taken_no_time_before_it_starts(self, run):
        assert run.elapsed_seconds is None


class TestVerdictLabels:
    def test_name_every_verdict(self):
        assert set(LABELS) == set(Verdict)


class TestRunResult:
    def test_keeps_every_digit_of_what_is_packed(self, run):
        values = {"equity": [0.1 + 0.2, 1e-300, 123456789.123456789], "word": "−"}

        RunResult.objects.create(run=run, metrics={}, benchmark_metrics={}, report=RunResult.packed(values))

        assert RunResult.objects.get(run=run).report_values == values

    @pytest.mark.parametrize("value", [float("nan"), float("inf")])
    def test_refuses_numbers_that_are_none(self, value):
        with pytest.raises(ValueError, match="JSON"):
            RunResult.packed({"equity": [value]})
