"""Our engine against stock Backtrader: the same orders, fills, trades and final value."""

from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bars import Bars
from engine.tests.differential import FIXED, PERCENT, assert_same, candidate, make_bars, run_ours
from engine.tests.differential_strategies import STRATEGIES


class TestLeanEngine:
    @pytest.mark.parametrize("name", STRATEGIES)
    @pytest.mark.parametrize("seed", [1, 2])
    def test_tells_the_strategy_what_stock_backtrader_tells_it(self, name, seed):
        assert_same(STRATEGIES[name], [make_bars(seed=seed)])

    def test_sizes_by_a_fixed_number(self):
        log = assert_same(STRATEGIES["sma"], [make_bars()], sizing=FIXED)

        assert {order.size for order in log.placed} == {50.0}

    def test_agrees_when_cash_is_short(self):
        log = assert_same(STRATEGIES["stops"], [make_bars()], cash=3_000.0)

        assert any(end.reason == "margin" for end in log.ended)

    def test_stops_when_the_strategy_asks(self):
        source = candidate("pass", "if len(self) == 1: self.buy()\nif len(self) == 50: self.env.runstop()")

        log = assert_same(source, [make_bars()])

        assert log.bars_run == 50

    def test_agrees_with_timers(self):
        source = candidate("self.add_timer(when=bt.timer.SESSION_START, monthdays=[5])", "pass") + (
            "    def notify_timer(self, timer, when, *args, **kwargs):\n        self.buy(size=3)\n"
        )

        log = assert_same(source, [make_bars()])

        assert log.fills

    def test_agrees_with_analyzers_and_observers_of_the_strategy_s_own(self):
        source = candidate(
            "self._addanalyzer(bt.analyzers.DrawDown)\nself._addobserver(False, bt.observers.Value)",
            "self.seen.append(self.analyzers.drawdown.rets.drawdown)\n"
            "self.seen.append(self.stats.value[0] if len(self) > 1 else None)\n"
            "if len(self) % 9 == 4: (self.close if self.position else self.buy)()",
        )

        log = assert_same(source, [make_bars(), make_bars(seed=2, symbol="BBB")])

        assert log.fills

    def test_agrees_with_a_timer_before_the_broker(self):
        source = candidate("self.add_timer(when=bt.timer.SESSION_START, weekdays=[2], cheat=True)", "pass") + (
            "    def notify_timer(self, timer, when, *args, **kwargs):\n"
            "        self.seen.append((len(self), when, self.broker.getvalue()))\n"
            "        (self.close if self.position else self.buy)(size=3)\n"
        )

        log = assert_same(source, [make_bars()])

        assert log.fills

    def test_agrees_on_intraday_bars(self):
        daily = make_bars(300)
        times = np.datetime64("2024-03-01T09:31:07.5") + np.arange(300) * np.timedelta64(7, "m")
        columns = {name: getattr(daily, name) for name in ("open", "high", "low", "close", "volume")}
        bars = Bars(symbol="AAA", interval="5m", times=times.astype("datetime64[us]"), **columns)

        assert_same(STRATEGIES["sma"], [bars])
        assert_same(STRATEGIES["close_orders"], [bars])


CONDITIONS = st.sampled_from(
    [
        "self.a[0] > self.b[0]",
        "self.x[0] > 0",
        "self.x[0] < 0",
        "self.data.close[0] > self.data.close[-2]",
        "self.r[0] < 45",
        "len(self) % 7 == 0",
        "self.position.size > 20",
        "self.broker.getvalue() > 100_000",
    ]
)
ACTIONS = st.sampled_from(
    [
        "self.buy()",
        "self.sell(size=7)",
        "self.close()",
        "self.order_target_percent(target=0.6)",
        "self.order_target_size(target=-15)",
        "self.buy(size=4, exectype=bt.Order.Limit, price=self.data.close[0] * 0.99, valid=datetime.timedelta(days=5))",
        "self.sell(size=4, exectype=bt.Order.Stop, price=self.data.low[0])",
        "self.sell(size=3, exectype=bt.Order.StopTrail, trailpercent=0.01)",
        "self.buy(size=3, exectype=bt.Order.StopLimit, price=self.data.high[0], plimit=self.data.high[0] * 1.005)",
        "self.buy(size=2, exectype=bt.Order.Close)",
        "self.buy_bracket(size=3, limitprice=self.data.high[0] * 1.01, stopprice=self.data.low[0] * 0.99, "
        "exectype=bt.Order.Market)",
        "[self.cancel(o) for o in self.broker.get_orders_open()]",
    ]
)
AVERAGES = st.sampled_from(["SMA", "EMA", "WMA", "SMMA", "Highest", "Lowest"])


class TestAnyStrategy:
    @settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(
        averages=st.tuples(AVERAGES, AVERAGES),
        periods=st.tuples(st.integers(2, 12), st.integers(5, 40)),
        rules=st.lists(st.tuples(CONDITIONS, ACTIONS), min_size=1, max_size=4),
        seed=st.integers(0, 2**16),
    )
    def test_gets_the_same_orders_and_trades(self, averages, periods, rules, seed):
        init = "\n".join(
            [
                f"self.a = bt.ind.{averages[0]}(self.data.close, period={periods[0]})",
                f"self.b = bt.ind.{averages[1]}(self.data.close, period={periods[1]})",
                "self.x = bt.ind.CrossOver(self.a, self.b)",
                "self.r = bt.ind.RSI(period=9)",
            ]
        )
        rest = "\n".join(f"if {condition}: {action}" for condition, action in rules)

        assert_same(candidate(init, rest), [make_bars(160, seed=seed)])


def test_dates_are_read_as_the_library_reads_them():
    source = candidate("pass", "self.seen.append((self.data.datetime.date(0), self.data.datetime.datetime(0)))")

    log, seen = run_ours(source, [make_bars(3)], sizing=PERCENT, cash=1_000.0)

    assert log.bars_run == 3
    assert [entry[0] for entry in seen[:3]] == [date(2015, 1, 1), date(2015, 1, 2), date(2015, 1, 3)]
