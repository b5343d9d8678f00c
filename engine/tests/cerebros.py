"""Run one program on Backtrader's Cerebro and on ours, and compare everything that can be seen of it."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import backtrader as bt
import pandas as pd
import pytest

from engine.bars import Bars
from engine.simulation.cerebro import Cerebro
from engine.tests.differential import make_bars

Program = Callable[[Any], None]


class Diarist(bt.Strategy):
    """Trades a crossing and keeps a diary of all it is told."""

    params = (("fast", 4), ("slow", 11), ("size", 10))

    def __init__(self):
        self.diary = []
        self.cross = bt.ind.CrossOver(bt.ind.SMA(period=self.p.fast), bt.ind.EMA(period=self.p.slow))
        self.top = bt.ind.Highest(self.data.high, period=7)

    def note(self, *things):
        self.diary.append((len(self), *map(repr, things)))

    def notify_order(self, order):
        done = order.executed
        self.note(order.ref, order.status, done.dt, done.size, done.price, done.value, done.comm, done.pnl)

    def notify_trade(self, trade):
        self.note(trade.ref, trade.isclosed, trade.size, trade.price, trade.pnl, trade.pnlcomm, trade.barlen)

    def notify_timer(self, timer, when, *args, **kwargs):
        self.note("timer", when, [len(data) for data in self.datas], self.broker.getvalue())

    def nextstart(self):
        self.note("warm", [len(data) for data in self.datas])
        self.next()

    def next(self):
        self.note(self.data.close[0], self.cross[0], self.top[-1], self.position.size, self.data.datetime.datetime())
        self.trade()

    def trade(self):
        if self.cross > 0:
            self.buy(size=self.p.size)
        elif self.cross < 0:
            self.close()

    def stop(self):
        self.note(self.broker.getvalue(), self.broker.getcash(), self.broker.fundvalue, self.broker.get_leverage())


def frame(bars: Bars) -> pd.DataFrame:
    names = ("open", "high", "low", "close", "volume")
    return pd.DataFrame({name: getattr(bars, name) for name in names}, index=pd.DatetimeIndex(bars.times))


def add_prices(cerebro: Any, *feeds: Bars, **settings: Any) -> None:
    for bars in feeds or (make_bars(250),):
        cerebro.adddata(bt.feeds.PandasData(dataname=frame(bars), **settings), name=bars.symbol)


def plain(cerebro: Any) -> None:
    add_prices(cerebro)
    cerebro.addstrategy(Diarist)


def number_afresh() -> None:
    bt.Order.refbasis = bt.order.OrderBase.refbasis = itertools.count(1)
    bt.Trade.refbasis = itertools.count(1)


def lines_of(thing: Any) -> list[list[str]]:
    return [[repr(value) for value in list(line.array)[: len(thing)]] for line in thing.lines]


def picture(strategy: Any) -> dict[str, Any]:
    """Return all that can be seen of a strategy after its run, as text, so that NaN equals NaN."""
    observers = strategy._lineiterators[strategy.ObsType]
    return {
        "diary": getattr(strategy, "diary", None),
        "lines": [lines_of(thing) for thing in (strategy, *strategy.getindicators_lines())],
        "observers": [(type(observer).__name__, len(observer), lines_of(observer)) for observer in observers],
        "analyses": [(type(a).__name__, repr(a.get_analysis())) for a in strategy.analyzers],
        "positions": [
            (p.size, p.price, getattr(p, "datetime", None)) for p in map(strategy.getposition, strategy.datas)
        ],
        "orders": [re.sub(" at 0x[0-9a-f]+", "", str(order)) for order in strategy._orders],
        "lengths": [len(strategy), *map(len, strategy.datas), *map(len, strategy.getindicators())],
    }


def run_on(kind: Any, program: Program, **options: Any) -> tuple[Any, list[Any]]:
    number_afresh()
    cerebro = kind(**options)
    program(cerebro)
    return cerebro, cerebro.run()


def assert_same_on_both(program: Program, *, path: str | None = "lean", reason: str = "", **options: Any) -> Any:
    """Run a program on both, compare all, and return our Cerebro; no path means that either will do."""
    try:
        _, expected = run_on(bt.Cerebro, program, **options)
    except IndexError as error:
        # Backtrader stumbles over lines of different lengths.
        with pytest.raises(IndexError, match=str(error)):
            run_on(Cerebro, program, **options)
        return None

    ours, strategies = run_on(Cerebro, program, **options)

    assert path is None or (ours.engine_path, ours.path_reason) == (path, reason)
    for stock, own in zip(expected, strategies, strict=True):
        seen, wanted = picture(own), picture(stock)
        for part in wanted:
            assert seen[part] == wanted[part], part
    return ours
