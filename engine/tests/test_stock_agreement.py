"""Plain Backtrader as the oracle: simulate, audit and account give its final value and its trades to 1e-9."""

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import backtrader as bt  # the only test outside engine.simulation's own that loads it: it is the oracle
import numpy as np
import pandas as pd
import pytest

from engine.bars import Bars
from engine.events import LogLine, OrderType, Progress
from engine.ledger.account import Account, RoundTrip
from engine.ledger.audit import audit
from engine.simulation.run import simulate
from engine.spec import Costs, Sizing, Spec
from marketdata.sources import sample

TEMPLATES = sorted((Path(__file__).parents[2] / "strategies/generation/templates").glob("[a-z]*.py"))
SYMBOLS = ("AAPL", "FB", "GOOG", "IBM", "MSFT")
TOLERANCE = 1e-9


class StockTrades(bt.Analyzer):
    """Keeps a copy of every round trip as Backtrader itself counts it, and the value of the account at every bar."""

    def start(self) -> None:
        self.closed: list[dict[str, Any]] = []
        self.entry_prices: dict[int, list[tuple[float, float]]] = {}
        self.values: list[float] = []
        self.margins = 0

    def notify_order(self, order: Any) -> None:
        self.margins += order.status == order.Margin

    def notify_trade(self, trade: Any) -> None:
        if trade.isclosed:
            self.closed.append(
                {
                    "symbol": trade.data._name,
                    "entry_at": trade.open_datetime(),
                    "exit_at": trade.close_datetime(),
                    "pnl": trade.pnl,
                    "pnl_net": trade.pnlcomm,
                    "commission": trade.commission,
                    "bars": trade.barlen,
                    "price": trade.price,
                    "size": max(abs(entry.status.size) for entry in trade.history),
                    "exit_price": trade.history[-1].event.price,
                }
            )

    def prenext(self) -> None:
        self.next()

    def next(self) -> None:
        self.values.append(self.strategy.broker.getvalue())


@cache
def bars_of(symbol: str) -> Bars:
    return {dataset.bars.symbol: dataset.bars for dataset in sample.datasets()}[symbol]


def frame(bars: Bars) -> pd.DataFrame:
    columns = {name: getattr(bars, name) for name in ("open", "high", "low", "close", "volume")}
    return pd.DataFrame(columns, index=pd.DatetimeIndex(bars.times))


def strategy_class(source: str) -> type[bt.Strategy]:
    # Backtrader looks a strategy's module up by name.
    module = sys.modules["stock_oracle_strategy"] = ModuleType("stock_oracle_strategy")
    exec(source, vars(module))  # our own templates and the sources below
    return next(value for value in vars(module).values() if isinstance(value, type) and issubclass(value, bt.Strategy))


def stock(spec: Spec, feeds: Sequence[Bars]) -> tuple[float, StockTrades]:
    cerebro = bt.Cerebro(tradehistory=True)
    for bars in feeds:
        cerebro.adddata(bt.feeds.PandasData(dataname=frame(bars)), name=bars.symbol)
    cerebro.broker.setcash(spec.cash)
    cerebro.broker.setcommission(commission=spec.costs.commission_rate)
    cerebro.broker.set_slippage_perc(spec.costs.slippage_rate)
    if spec.sizing.kind == "percent":
        cerebro.addsizer(bt.sizers.PercentSizerInt, percents=spec.sizing.amount * 100)
    else:
        cerebro.addsizer(bt.sizers.FixedSize, stake=spec.sizing.amount)
    cerebro.addstrategy(strategy_class(spec.source))
    cerebro.addanalyzer(StockTrades, _name="trades")
    strategy = cerebro.run()[0]
    return cerebro.broker.getvalue(), strategy.analyzers.trades


def ours(spec: Spec, feeds: Sequence[Bars]) -> Account:
    def ignore(event: Progress | LogLine) -> None:
        del event

    return audit(spec, feeds, simulate(spec, feeds, report=ignore))


def make_spec(source: str, symbols: Sequence[str], **settings: Any) -> Spec:
    costs = Costs(commission_rate=0.001, slippage_rate=0.0005)
    return Spec(**{"source": source, "symbols": tuple(symbols), "costs": costs, **settings})


def check_agreement(spec: Spec, feeds: Sequence[Bars]) -> Account:
    final_value, expected = stock(spec, feeds)
    account = ours(spec, feeds)

    assert account.equity[-1] == pytest.approx(final_value, rel=TOLERANCE)
    assert account.equity[-len(expected.values) :] == pytest.approx(np.array(expected.values), rel=TOLERANCE)
    closed = sorted(
        (trade for trade in account.trades if not trade.is_open), key=lambda trade: (trade.exit_at, trade.symbol)
    )
    assert len(closed) == len(expected.closed)
    order = sorted(expected.closed, key=lambda trade: (trade["exit_at"], trade["symbol"]))
    for trade, stock_trade in zip(closed, order, strict=True):
        check_trade(trade, stock_trade)
    assert sum(one.reason == "margin" for one in account.unfilled) == expected.margins
    return account


def check_trade(trade: RoundTrip, expected: dict[str, Any]) -> None:
    assert (trade.symbol, trade.entry_at, trade.exit_at) == tuple(
        expected[name] for name in ("symbol", "entry_at", "exit_at")
    )
    assert (trade.size, trade.bars) == (expected["size"], expected["bars"])
    for name in ("pnl", "pnl_net", "commission"):
        # A profit near zero is a difference of large amounts, so it is compared on the scale of the trade.
        scale = trade.size * trade.entry_price
        assert getattr(trade, name) == pytest.approx(expected[name], rel=TOLERANCE, abs=TOLERANCE * scale)
    assert trade.entry_price == pytest.approx(expected["price"], rel=TOLERANCE)
    assert trade.exit_price == pytest.approx(expected["exit_price"], rel=TOLERANCE)


class TestTemplates:
    def test_are_the_six_of_the_product(self):
        assert len(TEMPLATES) == 6

    @pytest.mark.parametrize("symbol", SYMBOLS)
    @pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
    def test_agree_with_stock_backtrader(self, template, symbol):
        spec = make_spec(template.read_text(), [symbol], sizing=Sizing(kind="percent", amount=0.95))

        account = check_agreement(spec, [bars_of(symbol)])

        assert account.fills or account.unfilled or symbol == "FB"

    def test_agree_with_a_fixed_size(self):
        template = next(path for path in TEMPLATES if path.stem == "sma_crossover")
        spec = make_spec(template.read_text(), ["IBM"], sizing=Sizing(kind="fixed", amount=100))

        account = check_agreement(spec, [bars_of("IBM")])

        assert len(account.trades) > 10
