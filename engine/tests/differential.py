"""Run the same strategy on stock Backtrader and on our engine."""

from unittest import mock

import backtrader as bt
import numpy as np
import pandas as pd

from engine.bars import Bars
from engine.events import OrderLog
from engine.simulation import run
from engine.spec import Sizing, Spec
from engine.tests.market_bars import stock_terms

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


class WaitingBroker(bt.brokers.BackBroker):
    """The stock broker, but for the one rule that is ours: an order waits for a new bar of its own symbol."""

    def _try_exec(self, order):
        now = max(data.datetime[0] for data in self.cerebro.datas if len(data))
        if order.data.datetime[0] == now:
            super()._try_exec(order)


def run_stock(
    source: str,
    feeds: list[Bars],
    *,
    sizing: Sizing,
    cash: float,
    params=None,
    bar_by_bar: bool = False,
    waits: bool = False,
) -> list[tuple]:
    """Run the same source on the unchanged library and return what its strategy was told."""
    bt.Order.refbasis = bt.order.OrderBase.refbasis = iter(range(1, 10**9))
    namespace = {"__name__": __name__}
    exec(compile(source, "<stock>", "exec"), namespace)
    kind = namespace["Candidate"]
    cerebro = bt.Cerebro(stdstats=False, runonce=not bar_by_bar)
    if waits:
        cerebro.broker = WaitingBroker()
    for bars in feeds:
        columns = {name: getattr(bars, name) for name in ("open", "high", "low", "close", "volume")}
        frame = pd.DataFrame(columns, index=pd.DatetimeIndex(bars.times.astype("datetime64[ns]")))
        cerebro.adddata(bt.feeds.PandasData(dataname=frame, **stock_terms(bars)), name=bars.symbol)
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
    """Run the source on our engine and return its order log, and what its strategy was told."""
    symbols = tuple(bars.symbol for bars in feeds)
    # Stock keeps no reserve, and asks nothing for shorts.
    rules = {"cash_reserve": 0.0, "leverage": None}
    spec = Spec(source=source, symbols=symbols, sizing=sizing, cash=cash, params=params or {}, **rules)
    seen: list[tuple] = []
    tell = run._order_log

    def tell_and_keep(strategy, **named):
        seen.extend(strategy.seen)
        return tell(strategy, **named)

    with mock.patch.object(run, "_order_log", tell_and_keep):
        return run.simulate(spec, feeds, report=lambda event: None), seen


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
