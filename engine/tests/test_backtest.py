import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.backtest import run_backtest
from engine.events import EndReason, Failure, Fill, LogLine, OrderEnded, Series
from engine.ledger.benchmark import buy_and_hold
from engine.metrics.catalogue import METRICS
from engine.metrics.compute import compute
from engine.report import Report, data_hash
from engine.sandbox.outcome import Outcome
from engine.tests.ledger_cases import make_bars, make_log, make_spec, order, random_bars
from engine.verdict import Verdict

BARS = make_bars([(100, 102, 99, 101), (102, 104, 101, 103), (104, 106, 103, 105), (106, 108, 105, 107)])
HONEST = replace(
    make_log(
        4,
        [order(1, 0, "buy", 10), order(2, 1, "sell", 10), order(3, 2, "buy", 900)],
        [Fill(bar=1, order=1, size=10, price=102), Fill(bar=2, order=2, size=10, price=104)],
        [OrderEnded(bar=3, order=3, reason=EndReason.MARGIN)],
    ),
    params={"period": 5, "name": "x"},
    series=[Series(name="SMA", feed=0, overlay=True, values=[None, 1.5, 2.5, 3.5])],
    log=[LogLine(bar=1, text="bought")],
)
FAILURE = Failure(message="NameError: name 'x' is not defined", line=3, code="x", frames=[(3, "next")])


class Runner:
    """A sandbox that has its answer ready and remembers what it was asked."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.asked: dict = {}

    def run(self, spec, feeds, **callbacks: Callable | None) -> Outcome:
        self.asked = {"spec": spec, "feeds": feeds, **callbacks}
        return self.outcome


def ending(verdict=Verdict.OK, order_log=HONEST, failure=None) -> Runner:
    return Runner(Outcome(verdict=verdict, order_log=order_log, failure=failure, elapsed_ms=12.5))


class TestRunBacktest:
    def test_measures_the_strategy_beside_buy_and_hold(self):
        ended = run_backtest(sandbox=ending(), spec=make_spec(), feeds=[BARS])

        report = ended.report
        assert ended.verdict is Verdict.OK
        assert ended.elapsed_ms == report.elapsed_ms == 12.5
        assert report.metrics["total_return"] == pytest.approx(20 / 10_000)
        held = buy_and_hold(make_spec(), [BARS])
        assert report.benchmark.equity.tolist() == held.equity.tolist()
        assert report.benchmark_metrics == compute(held, periods_per_year=252)

    def test_measures_it_beside_another_symbol(self):
        spec = replace(make_spec(), benchmark="SPY")
        other = make_bars([(50, 51, 49, 50), (52, 53, 51, 53), (54, 56, 53, 55)], symbol="SPY")

        report = run_backtest(sandbox=ending(), spec=spec, feeds=[BARS], benchmark_bars=other).report

        assert report.benchmark_name == "SPY"
        assert report.benchmark_metrics["total_return"] == pytest.approx(192 * (55 - 52) / 10_000)
        assert report.metrics["excess_return"] == pytest.approx(20 / 10_000 - 192 * 3 / 10_000)
        known = report.facts["benchmark"]
        assert (known["missing_bars"], known["bars"], known["content_hash"]) == (1, 3, other.content_hash)

    def test_refuses_a_symbol_to_compare_with_before_it_runs_anything(self):
        runner = ending()

        with pytest.raises(ValueError, match="benchmark SPY are missing"):
            run_backtest(sandbox=runner, spec=replace(make_spec(), benchmark="SPY"), feeds=[BARS])

        assert not runner.asked

    def test_measures_only_the_essentials_when_asked(self):
        report = run_backtest(sandbox=ending(), spec=replace(make_spec(), profile="basic"), feeds=[BARS]).report

        essentials = {key for key, metric in METRICS.items() if metric.profile == "basic"}
        assert (report.profile, set(report.metrics), set(report.benchmark_metrics)) == (
            "basic",
            essentials,
            essentials,
        )

    def test_takes_periods_a_year_from_the_bars(self):
        spec, walk = make_spec(), random_bars(3)

        daily = replace(walk, periods_per_year=365)
        report = run_backtest(sandbox=ending(order_log=make_log(40)), spec=spec, feeds=[daily]).report

        assert report.benchmark_metrics == compute(buy_and_hold(spec, [daily]), periods_per_year=365)

    def test_lists_what_the_result_rests_on(self):
        facts = run_backtest(sandbox=ending(), spec=make_spec(), feeds=[BARS]).report.facts

        assert (facts["bars"], facts["first_date"], facts["last_date"]) == (4, "2024-01-01", "2024-01-04")
        assert facts["fills_by_type"] == {"market": 2}
        assert facts["data_hash"] == BARS.content_hash
        assert facts["clipped_fills"] == 0

    def test_ends_as_bad_result_when_the_log_does_not_add_up(self):
        forged = replace(HONEST, fills=[replace(HONEST.fills[0], price=90.0), HONEST.fills[1]])

        ended = run_backtest(sandbox=ending(order_log=forged), spec=make_spec(), feeds=[BARS])

        assert ended.verdict is Verdict.BAD_RESULT
        assert "Order 1 (buy market) is filled at 90, bar 1 fills it at 102." in ended.failure.message
        assert ended.failure.hint
        assert ended.report is None

    @pytest.mark.parametrize("verdict", [Verdict.STRATEGY_ERROR, Verdict.TIME, Verdict.CANCELLED, Verdict.OUR_FAULT])
    def test_hands_on_how_the_sandbox_ended(self, verdict):
        sandbox = ending(verdict=verdict, order_log=None, failure=FAILURE)

        ended = run_backtest(sandbox=sandbox, spec=make_spec(), feeds=[BARS])

        assert (ended.verdict, ended.failure, ended.report) == (verdict, FAILURE, None)

    def test_hands_its_callbacks_to_the_sandbox(self):
        sandbox, callbacks = ending(), {name: lambda *_: None for name in ("on_progress", "on_log", "should_stop")}

        run_backtest(sandbox=sandbox, spec=make_spec(), feeds=[BARS], **callbacks)

        assert {name: sandbox.asked[name] for name in callbacks} == callbacks

    def test_says_when_it_begins_to_analyse_and_to_report(self):
        phases = []

        run_backtest(sandbox=ending(), spec=make_spec(), feeds=[BARS], on_phase=phases.append)

        assert phases == ["analyze", "report"]


class TestReport:
    def test_survives_being_stored_as_json(self):
        report = run_backtest(sandbox=ending(), spec=make_spec(slippage=0.0), feeds=[BARS]).report

        stored = json.dumps(report.to_dict(), allow_nan=False)
        restored = Report.from_dict(json.loads(stored))

        assert json.dumps(restored.to_dict(), allow_nan=False) == stored
        assert restored.order_log == report.order_log
        assert restored.metrics == report.metrics
        for name in ("trades", "fills", "unfilled", "initial_cash", "ruined_bar"):
            assert getattr(restored.account, name) == getattr(report.account, name)
        for name in ("times", "equity", "cash", "position_value", "gross_value"):
            before, after = getattr(report.account, name), getattr(restored.account, name)
            assert before.dtype == after.dtype
            assert np.array_equal(before, after)


class TestDataHash:
    def test_of_one_symbol_is_its_own(self):
        assert data_hash([BARS]) == BARS.content_hash

    def test_of_several_depends_on_each(self):
        one, other = random_bars(1), random_bars(2, symbol="BBB")

        assert data_hash([one, other]) != data_hash([one, random_bars(3, symbol="BBB")])
