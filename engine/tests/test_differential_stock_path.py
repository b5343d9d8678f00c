"""The stock loop of our engine: what the lean one does not cover."""

import backtrader as bt
import pytest

from engine.simulation.failures import StrategyFailed
from engine.tests.differential import HEAD, PERCENT, assert_same, candidate, make_bars, run_ours, run_stock
from engine.tests.differential_strategies import ENTER_AND_LEAVE


class TestStockPath:
    ROTATION = candidate(
        "self.s = [bt.ind.SMA(d, period=15) for d in self.datas]",
        "for d, s in zip(self.datas, self.s):\n"
        "    held = self.getposition(d).size\n"
        "    if not held and d.close[0] > s[0]: self.buy(data=d, size=10)\n"
        "    elif held and d.close[0] < s[0]: self.close(data=d)",
    )

    def test_agrees_on_several_symbols(self):
        feeds = [make_bars(300, seed=seed, symbol=f"S{seed}") for seed in (1, 2, 3)]

        log = assert_same(self.ROTATION, feeds, path="stock")

        assert log.path_reason == "several symbols"
        assert {order.feed for order in log.placed} == {0, 1, 2}

    def test_agrees_on_symbols_with_different_dates(self):
        feeds = [make_bars(300, symbol="AAA"), make_bars(90, seed=2, symbol="BBB", first="2015-03-01", step=3)]

        assert_same(self.ROTATION, feeds, path="stock")

    def test_agrees_on_a_late_symbol_looked_at_early(self):
        source = candidate("pass", "if len(self) == 40: self.buy(data=self.datas[1], size=3)") + (
            "    def prenext(self):\n"
            "        self.seen.append((self.getposition(self.datas[1]).size, self.broker.getvalue()))\n"
        )
        feeds = [make_bars(200, symbol="AAA"), make_bars(100, seed=2, symbol="BBB", first="2015-02-01")]

        assert_same(source, feeds, path="stock")

    def test_agrees_with_timers(self):
        source = candidate("self.add_timer(when=bt.timer.SESSION_START, monthdays=[5])", "pass") + (
            "    def notify_timer(self, timer, when, *args, **kwargs):\n        self.buy(size=3)\n"
        )

        log = assert_same(source, [make_bars()], path="stock")

        assert log.fills

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

    def test_waits_for_a_new_bar_of_the_symbol(self):
        # B trades every fifth day: an order decided between its bars must not be filled on its last one.
        source = candidate(
            "pass",
            "b = self.datas[1]\n"
            "if len(self) == 12:\n"
            "    self.buy(data=b, size=1)\n"
            "    self.buy(data=b, size=2, exectype=bt.Order.Limit, price=b.close[0] * 1.5)",
        )
        feeds = [make_bars(40, symbol="AAA"), make_bars(8, seed=2, symbol="BBB", step=5)]

        log, _ = run_ours(source, feeds, sizing=PERCENT, cash=100_000.0)

        assert [order.bar for order in log.placed] == [11, 11]
        assert [fill.bar for fill in log.fills] == [15, 15]
