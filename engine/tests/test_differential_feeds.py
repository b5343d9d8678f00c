"""Runs over several symbols, of the same dates and of different ones."""

import time

import pytest

from engine.tests.differential import PERCENT, assert_same, candidate, make_bars, run_ours

ROTATION = candidate(
    "self.s = [bt.ind.SMA(d, period=15) for d in self.datas]\n"
    "self.x = [bt.ind.CrossOver(d, s) for d, s in zip(self.datas, self.s)]",
    "for d, s in zip(self.datas, self.s):\n"
    "    held = self.getposition(d).size\n"
    "    if not held and d.close[0] > s[0]: self.buy(data=d, size=10)\n"
    "    elif held and d.close[0] < s[0]: self.close(data=d)\n"
    "self.seen.append((len(self), self.datetime.datetime(0), [len(d) for d in self.datas], [x[0] for x in self.x]))",
)
EVERY_BAR = (
    "    def prenext(self):\n        self.seen.append(('prenext', len(self), self.broker.getvalue()))\n"
    "    def nextstart(self):\n        self.seen.append(('nextstart', len(self)))\n        self.next()\n"
)


def one_that_trades_seldom(**settings):
    return make_bars(seed=2, symbol="BBB", **settings)


class TestSameDates:
    @pytest.mark.parametrize("count", [2, 3, 8, 20])
    def test_agree_with_stock_backtrader(self, count):
        feeds = [make_bars(200, seed=seed, symbol=f"S{seed}") for seed in range(count)]

        log = assert_same(ROTATION + EVERY_BAR, feeds)

        assert {order.feed for order in log.placed} == set(range(count))

    def test_combine_row_by_row_in_the_lean_loop(self):
        source = candidate(
            "self.gap = bt.ind.SMA(self.datas[0].close - self.datas[1].close, period=5)",
            "self.seen.append(self.gap[0])\n"
            "self.order_target_size(self.datas[1], target=5 if self.gap[0] > 0 else -5)",
        )

        assert_same(source, [make_bars(), make_bars(seed=2, symbol="BBB")])

    def test_cancel_each_other_across_symbols(self):
        source = candidate(
            "pass",
            "if len(self) % 10 == 0:\n"
            "    first = self.buy(data=self.datas[1], size=3, exectype=bt.Order.Limit, price=self.datas[1].close[0])\n"
            "    for d in (self.datas[0], self.datas[2], self.datas[0]):\n"
            "        self.sell(data=d, size=2, exectype=bt.Order.Stop, price=d.close[0] * 0.995, oco=first)",
        )
        feeds = [make_bars(300, seed=seed, symbol=f"S{seed}") for seed in (1, 2, 3)]

        log = assert_same(source, feeds)

        assert {end.reason for end in log.ended} == {"cancelled"}

    def test_stop_where_the_strategy_asks(self):
        source = candidate("self.s = bt.ind.SMA(self.datas[1], period=3)", "if len(self) == 50: self.env.runstop()")

        log = assert_same(source, [make_bars(), make_bars(seed=2, symbol="BBB")])

        assert log.bars_run == 50
        assert log.series[0].values[50:] == [None] * 350


class TestDifferentDates:
    @pytest.mark.parametrize(
        "other",
        [{"count": 90, "first": "2015-03-01", "step": 3}, {"count": 40}, {"count": 500, "first": "2014-06-01"}],
    )
    def test_agree_with_stock_backtrader(self, other):
        assert_same(ROTATION + EVERY_BAR, [make_bars(300), one_that_trades_seldom(**other)])

    def test_agree_on_a_late_symbol_looked_at_early(self):
        source = candidate("pass", "if len(self) == 40: self.buy(data=self.datas[1], size=3)") + (
            "    def prenext(self):\n"
            "        self.seen.append((self.getposition(self.datas[1]).size, self.broker.getvalue()))\n"
        )

        assert_same(source, [make_bars(200), one_that_trades_seldom(count=100, first="2015-02-01")])

    def test_wait_for_a_new_bar_of_the_symbol(self):
        # B trades every fifth day: an order decided between its bars must not be filled on its last one.
        source = candidate(
            "pass",
            "b = self.datas[1]\n"
            "if len(self) == 12:\n"
            "    self.buy(data=b, size=1)\n"
            "    self.buy(data=b, size=2, exectype=bt.Order.Limit, price=b.close[0] * 1.5)",
        )
        feeds = [make_bars(40), one_that_trades_seldom(count=8, step=5)]

        log, _ = run_ours(source, feeds, sizing=PERCENT, cash=100_000.0)

        assert log.engine_path == "lean"
        assert [order.bar for order in log.placed] == [11, 11]
        assert [fill.bar for fill in log.fills] == [15, 15]

    def test_expire_and_cancel_orders_of_a_symbol_that_has_ended(self):
        source = candidate(
            "self.o = None",
            "b = self.datas[1]\n"
            "day = datetime.date(2015, 1, 5)\n"
            "if len(self) == 60: self.buy(data=b, exectype=bt.Order.Limit, price=1.0, valid=day)\n"
            "if len(self) == 61: self.o = self.buy(data=b)\n"
            "if len(self) == 70: self.cancel(self.o)\n"
            "self.seen.append([order.ref for order in self.broker.get_orders_open()])",
        )

        log = assert_same(source, [make_bars(80), one_that_trades_seldom(count=50)])

        assert [(end.bar, end.reason) for end in log.ended] == [(60, "expired"), (69, "cancelled")]

    @pytest.mark.parametrize("line", ["self.datas[0].close - self.datas[1].close", "Spread(self.datas[0])"])
    def test_run_bar_by_bar_where_prices_of_both_meet(self, line):
        source = candidate(f"self.s = bt.ind.SMA({line}, period=3)", "self.seen.append(self.s[0])")
        own = (
            "class Spread(bt.Indicator):\n    lines = ('spread',)\n    def next(self):\n"
            "        self.lines.spread[0] = self.data.close[0] - self._owner.datas[1].close[0]\n\nclass Candidate"
        )
        feeds = [make_bars(60), one_that_trades_seldom(count=20, step=2)]

        log, _ = run_ours(source.replace("class Candidate", own, 1), feeds, sizing=PERCENT, cash=1_000.0)

        assert (log.engine_path, log.path_reason) == ("stock", "symbols with different dates")

    def test_cost_no_more_for_orders_that_can_no_longer_be_filled(self):
        source = candidate("pass", "self.buy(data=self.datas[1], size=1)")
        feeds = [make_bars(4_000), one_that_trades_seldom(count=10)]

        start = time.process_time()
        log, _ = run_ours(source, feeds, sizing=PERCENT, cash=1e6)

        assert len(log.placed) > 3_900
        assert len(log.fills) == 9
        # Looking at every waiting order on every bar took minutes.
        assert time.process_time() - start < 10
