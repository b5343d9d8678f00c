"""What is said of a run that did not finish."""

import pytest

from backtests import endings, execution, services
from backtests.models import PHASES, BacktestRun, State
from engine.verdict import Verdict
from strategies.models import StrategyVersion

TALKER = """\
import backtrader as bt


class Talker(bt.Strategy):
    def next(self):
        print("here")
        1 / 0
"""
SOURCE = "\n".join(f"line {number}" for number in range(1, 31))


def ending(verdict=Verdict.STRATEGY_ERROR, *, progress=None, facts=None, **failure):
    return endings.ending(
        BacktestRun(
            version=StrategyVersion(source=SOURCE),
            state=State.CANCELLED if verdict is Verdict.CANCELLED else State.FAILED,
            verdict=verdict,
            failure=failure,
            progress=progress or {},
            facts=facts or {},
        )
    )


class TestEnding:
    def test_shows_the_failing_line_between_its_neighbours(self):
        lines = ending(line=10).code

        assert [line.number for line in lines] == list(range(6, 15))
        assert [line.number for line in lines if line.is_failing] == [10]

    @pytest.mark.parametrize("line", [None, 0, 31])
    def test_shows_no_code_without_a_line_of_the_source(self, line):
        assert ending(line=line).code == ()

    def test_says_where(self):
        assert ending(line=10, bar=1_233).where == "Line 10, bar 1,234"

    def test_prefers_the_hint_of_the_failure(self):
        assert ending(hint="Try this.").hint == "Try this."

    @pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.OK])
    def test_always_says_what_to_do_next(self, verdict):
        assert ending(verdict).hint

    @pytest.mark.parametrize(
        ("verdict", "failure", "phase"),
        [
            (Verdict.NO_DATA, {}, "data"),
            (Verdict.REJECTED_CODE, {"line": 1}, "compile"),
            (Verdict.STRATEGY_ERROR, {"line": 1}, "compile"),
            (Verdict.STRATEGY_ERROR, {"line": 1, "bar": 4}, "simulate"),
            (Verdict.TIME, {}, "simulate"),
            (Verdict.BAD_RESULT, {}, "analyze"),
        ],
    )
    def test_names_the_phase(self, verdict, failure, phase):
        assert PHASES[ending(verdict, **failure).phase] == phase

    def test_knows_from_the_bar_that_the_simulation_was_reached(self):
        assert PHASES[ending(Verdict.MEMORY, progress={"phase": "compile"}, bar=0).phase] == "simulate"

    def test_does_not_blame_the_code_for_missing_prices(self):
        assert not ending(Verdict.NO_DATA).blames_code
        assert not ending(Verdict.OUR_FAULT).blames_code
        assert ending(Verdict.MEMORY).blames_code

    def test_shows_the_log_so_far(self):
        shown = ending(facts={"log": [{"bar": 4, "text": "hello"}, {"bar": None, "text": "begin"}]}).log

        assert [(line.bar, line.text) for line in shown] == [("bar 5", "hello"), ("", "begin")]


class TestFailedRun:
    def test_keeps_what_it_printed(self, alice, version_of, spec, sample_data):
        version = version_of(alice, TALKER)
        run = services.start_backtest(owner=alice, version=version, spec=spec(source=TALKER))

        execution.execute_run(run.pk)

        run.refresh_from_db()
        assert run.verdict == Verdict.STRATEGY_ERROR
        assert run.facts["log"] == [{"bar": 0, "text": "here"}]
