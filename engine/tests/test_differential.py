"""Our engine against stock Backtrader: the same orders, fills, trades and final value."""

from datetime import date
from typing import ClassVar

import backtrader as bt
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bars import Bars
from engine.events import OrderLog
from engine.simulation.run import simulate
from engine.spec import Sizing, Spec

HEAD = "import datetime\nimport backtrader as bt\n\n"
LOGGING = """
    seen = []
    def start(self):
        self.seen.clear()
    def notify_order(self, order):
        e = order.executed
        self.seen.append((len(self), order.ref, order.status, e.dt, e.size, e.price, e.comm, e.pnl))
    def notify_trade(self, trade):
        self.seen.append((trade.isclosed, trade.dtopen, trade.dtclose, trade.pnl, trade.pnlcomm, trade.barlen))
    def stop(self):
        self.seen.append((self.broker.getvalue(), self.broker.getcash(), len(self)))
"""


def make_bars(
    count: int = 400, *, seed: int = 1, symbol: str = "AAA", first: str = "2015-01-01", step: int = 1
) -> Bars:
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(rng.normal(0, 0.012, count)))
    opening = np.concatenate([[100.0], close[:-1]]) * np.exp(rng.normal(0, 0.004, count))
    times = np.datetime64(first) + step * np.arange(count)
    return Bars(
        symbol=symbol,
        times=times.astype("datetime64[us]"),
        open=opening,
        high=np.maximum(opening, close) * (1 + np.abs(rng.normal(0, 0.004, count))),
        low=np.minimum(opening, close) * (1 - np.abs(rng.normal(0, 0.004, count))),
        close=close,
        volume=rng.integers(1_000, 1_000_000, count).astype(float),
    )


def run_stock(source: str, feeds: list[Bars], *, sizing: Sizing, cash: float, params=None) -> list[tuple]:
    """Run the same source on the unchanged library and return what its strategy was told."""
    bt.Order.refbasis = bt.order.OrderBase.refbasis = iter(range(1, 10**9))
    namespace = {"__name__": __name__}
    exec(compile(source, "<stock>", "exec"), namespace)
    kind = namespace["Candidate"]
    cerebro = bt.Cerebro(stdstats=False)
    for bars in feeds:
        columns = {name: getattr(bars, name) for name in ("open", "high", "low", "close", "volume")}
        frame = pd.DataFrame(columns, index=pd.DatetimeIndex(bars.times.astype("datetime64[ns]")))
        cerebro.adddata(bt.feeds.PandasData(dataname=frame), name=bars.symbol)
    cerebro.addstrategy(kind, **(params or {}))
    cerebro.broker.setcash(cash)
    cerebro.broker.setcommission(commission=0.001)
    cerebro.broker.set_slippage_perc(0.0005)
    if sizing.kind == "percent":
        cerebro.addsizer(bt.sizers.PercentSizerInt, percents=sizing.amount * 100)
    else:
        cerebro.addsizer(bt.sizers.FixedSize, stake=sizing.amount)
    cerebro.run()
    return list(kind.seen)


def run_ours(
    source: str, feeds: list[Bars], *, sizing: Sizing, cash: float, params=None
) -> tuple[OrderLog, list[tuple]]:
    symbols = tuple(bars.symbol for bars in feeds)
    spec = Spec(source=source + SHOW, symbols=symbols, sizing=sizing, cash=cash, params=params or {})
    seen: list[tuple] = []
    Seen.sink = seen
    return simulate(spec, feeds, report=lambda event: None), seen


class Seen:
    """Where a strategy run by us leaves what it was told."""

    sink: ClassVar[list[tuple]] = []


SHOW = f"""
from {__name__} import Seen as _Seen
_stop = Candidate.stop
def _stop_and_show(self):
    _stop(self)
    _Seen.sink.extend(self.seen)
Candidate.stop = _stop_and_show
"""

PERCENT = Sizing(kind="percent", amount=0.95)
FIXED = Sizing(kind="fixed", amount=50)


def assert_same(
    source: str, feeds: list[Bars], *, sizing: Sizing = PERCENT, cash: float = 100_000.0, path: str = "lean"
):
    expected = run_stock(source, feeds, sizing=sizing, cash=cash)

    log, seen = run_ours(source, feeds, sizing=sizing, cash=cash)

    assert log.engine_path == path, log.path_reason
    assert repr(seen) == repr(expected)
    return log


def candidate(init: str, following: str) -> str:
    def indented(text: str) -> str:
        return "\n".join("        " + line for line in text.strip("\n").splitlines())

    return (
        f"{HEAD}class Candidate(bt.Strategy):\n{LOGGING}\n    def __init__(self):\n{indented(init)}\n"
        f"    def next(self):\n{indented(following)}\n"
    )


ENTER_AND_LEAVE = """
if not self.position:
    if self.enter[0] > 0:
        self.buy()
elif self.leave[0] > 0:
    self.close()
"""

STRATEGIES = {
    "sma": candidate(
        "self.x = bt.ind.CrossOver(bt.ind.SMA(period=10), bt.ind.SMA(period=30))",
        "if not self.position:\n    if self.x[0] > 0: self.buy()\nelif self.x[0] < 0: self.close()",
    ),
    "ema": candidate(
        "a, b = bt.ind.EMA(period=8), bt.ind.EMA(period=21)\nself.enter, self.leave = a > b, a < b", ENTER_AND_LEAVE
    ),
    "rsi": candidate("r = bt.ind.RSI(period=14)\nself.enter, self.leave = r < 35, r > 60", ENTER_AND_LEAVE),
    "rsi_safe": candidate(
        "r = bt.ind.RSI_SMA(period=7, safediv=True)\nself.enter, self.leave = r < 35, r > 60", ENTER_AND_LEAVE
    ),
    "macd": candidate(
        "m = bt.ind.MACD()\nself.enter = bt.ind.CrossUp(m.macd, m.signal)\n"
        "self.leave = bt.ind.CrossDown(m.macd, m.signal)",
        ENTER_AND_LEAVE,
    ),
    "bollinger": candidate(
        "b = bt.ind.BollingerBands(period=20, devfactor=1.5)\n"
        "self.enter, self.leave = self.data.close < b.bot, self.data.close > b.mid",
        ENTER_AND_LEAVE,
    ),
    "donchian": candidate(
        "top = bt.ind.Highest(self.data.high(-1), period=20)\nlow = bt.ind.Lowest(self.data.low(-1), period=10)\n"
        "self.enter, self.leave = self.data.close > top, self.data.close < low",
        ENTER_AND_LEAVE,
    ),
    "buy_and_hold": candidate("pass", "if len(self) == 1: self.buy()"),
    "logic": candidate(
        "s = bt.ind.SMA(period=9)\nd = self.data.close - s\n"
        "self.enter = bt.And(d > 0, bt.Or(self.data.close > self.data.open, self.data.volume > 5e5), abs(d) > 0.5)\n"
        "self.leave = bt.If(d < 0, 1.0, -1.0)\n"
        "self.other = bt.Max(d, 0.0, self.data.close / 100 - 1)\nself.square = d ** 2",
        "if self.other[0] < 0 or self.square[0] < 0: raise ValueError()\n" + ENTER_AND_LEAVE,
    ),
    "many_indicators": candidate(
        "self.a = bt.ind.ATR(period=14)\nself.s = bt.ind.Stochastic()\nself.w = bt.ind.WMA(period=10)\n"
        "self.h = bt.ind.HMA(period=16)\nself.k = bt.ind.KAMA(period=10)\n"
        "self.d = bt.ind.ADX()\nself.c = bt.ind.CCI()\n"
        "self.m = bt.ind.Momentum(period=5)\nself.v = bt.ind.StdDev(period=10)\nself.z = bt.ind.ZeroLagIndicator()\n"
        "self.rank = bt.ind.PercentRank(period=30)\nself.n = bt.ind.SumN(self.data.volume, period=5)",
        "every = (self.a, self.s, self.w, self.h, self.k, self.d, self.c, self.m, self.v, self.z, self.rank, self.n)\n"
        "self.seen.append([indicator[0] for indicator in every])\n"
        "if len(self) % 9 == 0:\n    self.buy() if not self.position else self.close()",
    ),
    "own_indicator": HEAD
    + """
class Middle(bt.Indicator):
    lines = ('middle', 'twice')
    params = dict(period=5)
    def __init__(self):
        self.addminperiod(self.p.period)
        self.lines.twice = self.data.high + self.data.low
    def next(self):
        self.lines.middle[0] = sum(self.data.close.get(size=self.p.period)) / self.p.period

"""
    + candidate(
        "self.m = Middle(self.data, period=7)",
        "if self.m.middle[0] > self.data.close[0]: self.buy(size=3)\n"
        "elif self.position.size > 0 and self.m.twice[0] > 0: self.sell(size=2)",
    )[len(HEAD) :],
    "talib": candidate(
        "a, b = bt.talib.SMA(self.data.close, timeperiod=10), bt.talib.EMA(self.data.close, timeperiod=20)\n"
        "self.enter, self.leave = a > b, a < b",
        ENTER_AND_LEAVE,
    ),
    "shorts": candidate(
        "self.r = bt.ind.RSI(period=10)",
        "if self.r[0] > 60 and self.position.size >= 0: self.sell(size=100)\n"
        "elif self.r[0] < 40 and self.position.size <= 0: self.buy(size=120)",
    ),
    "target_percent": candidate(
        "pass",
        "if len(self) % 7 == 0: self.order_target_percent(target=(len(self) % 4) / 4)\n"
        "if len(self) % 31 == 0: self.order_target_percent(target=-0.5)",
    ),
    "all_in_meets_margin": candidate("pass", "if len(self) % 5 == 0: self.order_target_percent(target=1.0)"),
    "target_value": candidate(
        "pass", "if len(self) % 11 == 0: self.order_target_value(target=self.broker.getvalue() * 0.4)"
    ),
    "bracket": candidate(
        "self.a = bt.ind.ATR(period=14)",
        "if not self.position and len(self) % 6 == 0:\n"
        "    c = self.data.close[0]\n"
        "    self.buy_bracket(price=c * 0.999, limitprice=c + self.a[0], stopprice=c - self.a[0])\n",
    ),
    "sell_bracket_at_market": candidate(
        "pass",
        "if not self.position and len(self) % 6 == 0:\n"
        "    c = self.data.close[0]\n"
        "    self.sell_bracket(size=30, exectype=bt.Order.Market, limitprice=c * 0.98, stopprice=c * 1.02)\n",
    ),
    "limit_with_valid": candidate(
        "pass",
        "if len(self) % 5 == 0: self.buy(size=20, exectype=bt.Order.Limit, price=self.data.close[0] * 0.985, "
        "valid=datetime.timedelta(days=4))\n"
        "if len(self) % 8 == 0: self.sell(size=20, exectype=bt.Order.Limit, price=self.data.close[0] * 0.97, "
        "valid=self.data.datetime.date(0) + datetime.timedelta(days=3))",
    ),
    "stops": candidate(
        "pass",
        "c = self.data.close[0]\n"
        "if len(self) % 5 == 0: self.buy(size=20, exectype=bt.Order.Stop, price=c * 1.01)\n"
        "if len(self) % 9 == 0: self.sell(size=20, exectype=bt.Order.Stop, price=c * 0.99)\n"
        "if len(self) % 7 == 0: self.buy(size=9, exectype=bt.Order.StopLimit, price=c * 1.01, plimit=c * 1.012)\n"
        "if len(self) % 11 == 0: self.sell(size=9, exectype=bt.Order.StopLimit, price=c * 0.99, plimit=c * 0.992)",
    ),
    "trailing": candidate(
        "pass",
        "c = self.data.close[0]\n"
        "if len(self) % 10 == 0: self.buy(size=20)\n"
        "if len(self) % 10 == 2: self.sell(size=20, exectype=bt.Order.StopTrail, trailpercent=0.02)\n"
        "if len(self) % 15 == 0: self.sell(size=5, exectype=bt.Order.StopTrail, trailamount=1.5)\n"
        "if len(self) % 17 == 0:\n"
        "    self.buy(size=5, exectype=bt.Order.StopTrailLimit, price=c, plimit=c * 1.01, trailamount=1.0)",
    ),
    "close_orders": candidate(
        "pass",
        "if len(self) % 6 == 0: (self.buy if not self.position else self.sell)(size=10, exectype=bt.Order.Close)",
    ),
    "oco_and_cancel": candidate(
        "self.o = None",
        "c = self.data.close[0]\n"
        "if len(self) % 12 == 0:\n"
        "    a = self.buy(size=5, exectype=bt.Order.Limit, price=c * 0.98)\n"
        "    self.o = self.buy(size=5, exectype=bt.Order.Stop, price=c * 1.03, oco=a)\n"
        "if len(self) % 12 == 4 and self.o and self.o.alive(): self.cancel(self.o)",
    ),
    "cash_notices": candidate("pass", "if len(self) % 13 == 0: self.buy()\nif len(self) % 13 == 6: self.close()")
    + "    def notify_cashvalue(self, cash, value):\n        self.seen.append((len(self), cash, value))\n"
    "    def notify_fund(self, cash, value, fundvalue, shares):\n        self.seen.append((fundvalue, shares))\n",
    "prenext": candidate("self.s = bt.ind.SMA(period=40)", "if not self.position: self.buy()")
    + "    def prenext(self):\n        self.seen.append(len(self))\n        if len(self) == 3: self.buy(size=1)\n"
    "    def nextstart(self):\n        self.seen.append(('start', len(self)))\n        self.close()\n",
}


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

    def test_agrees_on_intraday_bars(self):
        daily = make_bars(300)
        times = np.datetime64("2024-03-01T09:31:07.5") + np.arange(300) * np.timedelta64(7, "m")
        columns = {name: getattr(daily, name) for name in ("open", "high", "low", "close", "volume")}
        bars = Bars(symbol="AAA", interval="7m", times=times.astype("datetime64[us]"), **columns)

        assert_same(STRATEGIES["sma"], [bars])
        assert_same(STRATEGIES["close_orders"], [bars])


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
