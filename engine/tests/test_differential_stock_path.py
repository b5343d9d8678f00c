"""The stock loop of our engine: what the lean one does not cover."""

import backtrader as bt

from engine.tests.differential import PERCENT, assert_same, candidate, make_bars, run_ours
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

    def test_agrees_on_an_indicator_of_a_constant(self):
        source = candidate(
            "self.m = bt.Max(101.0, self.data.close)", "if self.m[0] > 101 and len(self) > 5: self.buy(size=1)"
        )

        assert_same(source, [make_bars()], path="stock")

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
