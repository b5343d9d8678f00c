"""The stock loop of our engine: what the lean one does not cover."""

import backtrader as bt
import pytest

from engine.simulation.failures import StrategyFailed
from engine.tests.differential import HEAD, PERCENT, assert_same, candidate, make_bars, run_ours, run_stock
from engine.tests.differential_strategies import ENTER_AND_LEAVE


class TestStockPath:
    def test_agrees_on_an_indicator_that_only_runs_bar_by_bar(self):
        source = candidate(
            "h = bt.ind.HeikinAshi()\nself.enter, self.leave = h.ha_close > h.ha_open, h.ha_close < h.ha_open",
            ENTER_AND_LEAVE,
        )
        path = "stock" if bt.ind.HeikinAshi._nextforce else "lean"

        assert_same(source, [make_bars()], path=path)

    def test_keeps_an_indicator_of_a_constant_in_step(self):
        source = candidate(
            "self.m = bt.Max(1.0, self.data.close)", "self.seen.append((self.m[0], self.data.close[0]))"
        )
        bars = make_bars(30)

        stock = run_stock(source, [bars], sizing=PERCENT, cash=1_000.0)
        log, seen = run_ours(source, [bars], sizing=PERCENT, cash=1_000.0)

        # Stock answers the first bar with the last price of all, and then lags a bar behind.
        assert [pair[0] for pair in stock[:3]] == [bars.close[-1], bars.close[0], bars.close[1]]
        assert all(value == close for value, close in seen[:-1])
        assert log.engine_path == "lean"

    @pytest.mark.parametrize("text", ["self.s[-40]", "self.s[1]", "self.gap[-9]", "self.datas[1].close[2]"])
    def test_never_reads_outside_what_is_known(self, text):
        init = "self.s = bt.ind.SMA(self.datas[1], period=5)\nself.gap = self.data.close - self.data.open"
        feeds = [make_bars(60), make_bars(60, seed=2, symbol="BBB")]

        with pytest.raises(StrategyFailed, match=r"first bar|future"):
            run_ours(candidate(init, text), feeds, sizing=PERCENT, cash=1_000.0)

    def test_refuses_the_inner_line_of_an_indicator(self):
        source = candidate("self.s = bt.ind.SMA(period=5)\nself.m = Outer()", "self.m.inner[0]")
        outer = (
            "class Outer(bt.Indicator):\n    lines = ('out',)\n"
            "    def __init__(self):\n        self.inner = bt.ind.EMA(period=5)\n"
            "        self.lines.out = self.inner * 2\n\n"
        )

        with pytest.raises(StrategyFailed, match="inside another"):
            run_ours(source.replace(HEAD, HEAD + outer), [make_bars(60)], sizing=PERCENT, cash=1_000.0)
