"""Plain Backtrader as the oracle: simulate, audit and account give its final value and its trades to 1e-9."""

import sys
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import backtrader as bt  # the only test outside engine.simulation's own that loads it: it is the oracle
import numpy as np
import pandas as pd
import pytest

from engine.bars import Bars
from engine.events import LogLine, Progress
from engine.ledger.account import Account, RoundTrip
from engine.ledger.audit import audit
from engine.simulation.run import simulate
from engine.spec import Costs, Sizing, Spec
from engine.tests.market_bars import stock_terms
from marketdata.sources import sample

TEMPLATES = sorted((Path(__file__).parents[2] / "strategies/generation/templates").glob("[a-z]*.py"))
SYMBOLS = ("AAPL", "FB", "GOOG", "IBM", "MSFT")
TOLERANCE = 1e-9


def average_price(trade: Any, *, is_entry: bool) -> float:
    events = [entry.event for entry in trade.history if (entry.event.size > 0) == (trade.long == is_entry)]
    return sum(event.size * event.price for event in events) / sum(event.size for event in events)


class StockTrades(bt.Analyzer):
    """Keeps a copy of every round trip as Backtrader itself counts it, and the value of the account at every bar."""

    def start(self) -> None:
        self.closed: list[dict[str, Any]] = []
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
                    "size": max(abs(entry.status.size) for entry in trade.history),
                    "entry_price": average_price(trade, is_entry=True),
                    "exit_price": average_price(trade, is_entry=False),
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
    classes = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, bt.Strategy)]
    # One that others build on stands before them.
    return classes[-1]


def set_costs(broker: Any, costs: Costs) -> None:
    """Set the costs that stock Backtrader knows, all prices having two decimals."""
    if costs.commission_per_share:
        kind = bt.CommissionInfo.COMM_FIXED
        broker.setcommission(commission=costs.commission_per_share, commtype=kind, stocklike=True)
    else:
        broker.setcommission(commission=costs.commission_rate)
    if costs.slippage_ticks:
        broker.set_slippage_fixed(costs.slippage_ticks / 100)
    else:
        broker.set_slippage_perc(costs.slippage_rate)


def stock(spec: Spec, feeds: Sequence[Bars]) -> tuple[float, StockTrades]:
    cerebro = bt.Cerebro(tradehistory=True)
    for bars in feeds:
        cerebro.adddata(bt.feeds.PandasData(dataname=frame(bars), **stock_terms(bars)), name=bars.symbol)
    cerebro.broker.setcash(spec.cash)
    set_costs(cerebro.broker, spec.costs)
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
    # Stock keeps no reserve: a target of all the cash is refused there. Nor does it ask anything for shorts.
    fixed = {"source": source, "symbols": tuple(symbols), "costs": costs, "cash_reserve": 0.0, "leverage": None}
    return Spec(**fixed | settings)


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
    # Stock counts what borrowing cost as commission.
    ours = {"pnl": trade.pnl, "pnl_net": trade.pnl_net, "commission": trade.commission + trade.borrow_cost}
    for name, value in ours.items():
        # A profit near zero is a difference of large amounts, so it is compared on the scale of the trade.
        scale = trade.size * trade.entry_price
        assert value == pytest.approx(expected[name], rel=TOLERANCE, abs=TOLERANCE * scale)
    assert trade.entry_price == pytest.approx(expected["entry_price"], rel=TOLERANCE)
    assert trade.exit_price == pytest.approx(expected["exit_price"], rel=TOLERANCE)


class TestTemplates:
    def test_are_the_seven_of_the_product(self):
        assert len(TEMPLATES) == 7

    @pytest.mark.parametrize("symbol", SYMBOLS)
    @pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
    def test_agree_with_stock_backtrader(self, template, symbol):
        # As users run them: who only buys within his cash is not touched by the leverage limit.
        spec = make_spec(template.read_text(), [symbol], sizing=Sizing(kind="percent", amount=0.95), leverage=1.0)

        account = check_agreement(spec, [bars_of(symbol)])

        assert account.fills or account.unfilled or symbol == "FB"

    def test_agree_with_a_fixed_size(self):
        template = next(path for path in TEMPLATES if path.stem == "sma_crossover")
        spec = make_spec(template.read_text(), ["IBM"], sizing=Sizing(kind="fixed", amount=100))

        account = check_agreement(spec, [bars_of("IBM")])

        assert len(account.trades) > 10


HEADER = "import datetime\nimport backtrader as bt\n\nclass S(bt.Strategy):\n"

# Each sends one kind of order the templates do not, often enough to meet gaps, misses and refusals.
SOURCES = {
    "reversals": HEADER
    + """
    def next(self):
        if len(self) % 7 == 0:
            self.order_target_size(target=300 if (len(self) // 7) % 2 else -250)
""",
    "scaling in and out": HEADER
    + """
    def next(self):
        step = len(self) % 9
        if step in (0, 2, 4):
            self.buy(size=50 + step)
        elif step == 6:
            self.sell(size=70)
        elif step == 8:
            self.close()
""",
    "limits that expire": HEADER
    + """
    def next(self):
        if not self.position and len(self) % 3 == 0:
            self.buy(size=100, exectype=bt.Order.Limit, price=self.data.close[0] * 0.985,
                     valid=self.data.datetime.date(0) + datetime.timedelta(days=4))
        elif self.position and len(self) % 5 == 0:
            self.sell(size=100, exectype=bt.Order.Limit, price=self.data.close[0] * 1.01,
                      valid=self.data.datetime.date(0) + datetime.timedelta(days=3))
        if self.position.size > 300 or self.position.size < -300:
            self.close()
""",
    "limits beyond the market": HEADER
    + """
    def next(self):
        if len(self) % 4 == 0:
            self.buy(size=10, exectype=bt.Order.Limit, price=self.data.close[0] * 1.002)
        elif len(self) % 4 == 2:
            self.sell(size=10, exectype=bt.Order.Limit, price=self.data.close[0] * 0.998)
""",
    "stops": HEADER
    + """
    def next(self):
        if len(self) % 10 == 0 and not self.position:
            self.buy(size=100, exectype=bt.Order.Stop, price=self.data.close[0] * 1.01)
        elif len(self) % 10 == 5 and self.position:
            self.sell(size=100, exectype=bt.Order.Stop, price=self.data.close[0] * 0.99)
        if abs(self.position.size) > 200:
            self.close()
""",
    "stop limits": HEADER
    + """
    def next(self):
        close = self.data.close[0]
        if len(self) % 6 == 0:
            self.buy(size=20, exectype=bt.Order.StopLimit, price=close * 1.01, plimit=close * 1.012)
        elif len(self) % 6 == 3:
            self.sell(size=20, exectype=bt.Order.StopLimit, price=close * 0.99, plimit=close * 0.985)
        elif len(self) % 6 == 4:
            self.sell(size=20, exectype=bt.Order.StopLimit, price=close * 0.99, plimit=close * 0.995)
        if len(self) % 60 == 0:
            self.close()
""",
    "trailing stops": HEADER
    + """
    def next(self):
        if len(self) % 8 == 0:
            self.buy(size=30)
            self.sell(size=30, exectype=bt.Order.StopTrail, trailpercent=0.03)
        elif len(self) % 8 == 4:
            self.sell(size=30)
            self.buy(size=30, exectype=bt.Order.StopTrail, trailamount=self.data.close[0] * 0.02)
""",
    "trailing stop limits": HEADER
    + """
    def next(self):
        close = self.data.close[0]
        if len(self) % 12 == 0:
            self.buy(size=30)
            self.sell(size=30, exectype=bt.Order.StopTrailLimit, price=close, plimit=close * 0.999, trailpercent=0.02)
""",
    "at the close": HEADER
    + """
    def next(self):
        if len(self) % 5 == 0:
            (self.close if self.position else self.buy)(exectype=bt.Order.Close)
""",
    "brackets": HEADER
    + """
    def next(self):
        close = self.data.close[0]
        if not self.position and len(self) % 6 == 0:
            self.buy_bracket(size=100, price=close * 0.998, limitprice=close * 1.03, stopprice=close * 0.975)
        elif not self.position and len(self) % 6 == 3:
            self.sell_bracket(size=80, exectype=bt.Order.Market, limitprice=close * 0.98, stopprice=close * 1.02)
""",
    "one cancels other": HEADER
    + """
    def next(self):
        close = self.data.close[0]
        if len(self) % 9 == 0:
            first = self.buy(size=40, exectype=bt.Order.Limit, price=close * 0.98)
            self.sell(size=40, exectype=bt.Order.Limit, price=close * 1.02, oco=first)
            self.sell(size=40, exectype=bt.Order.Stop, price=close * 0.97, oco=first)
""",
    "cancelling": HEADER
    + """
    order = None

    def next(self):
        if self.order is not None and self.order.alive() and len(self) % 4 == 3:
            self.cancel(self.order)
        if len(self) % 4 == 0:
            side = self.buy if self.position.size <= 0 else self.sell
            self.order = side(size=60, exectype=bt.Order.Limit, price=self.data.close[0])
""",
    "more than there is": HEADER
    + """
    def next(self):
        if len(self) % 3 == 0:
            self.order_target_percent(target=0.997 if not self.position else 0.0)
        if len(self) % 50 == 0:
            self.buy(size=1000000)
            self.sell(size=5)
            self.buy(size=3)
""",
    "kept back and never sent": HEADER
    + """
    def next(self):
        if len(self) % 10 == 0:
            self.buy(size=5, transmit=False)
        if len(self) % 10 == 5:
            (self.close if self.position else self.buy)(size=20)
""",
    "reversal out of reach": HEADER
    + """
    def next(self):
        if len(self) % 10 == 0:
            self.order_target_percent(target=-0.5)
        elif len(self) % 10 == 5:
            self.order_target_percent(target=0.9999)
""",
}


class TestOrders:
    @pytest.mark.parametrize("symbol", ["AAPL", "IBM"])
    @pytest.mark.parametrize("name", SOURCES)
    def test_agree_with_stock_backtrader(self, name, symbol):
        spec = make_spec(SOURCES[name], [symbol], cash=1_000_000.0)

        account = check_agreement(spec, [bars_of(symbol).between(date(2004, 1, 1), date(2007, 12, 31))])

        assert len(account.fills) > 20
        assert account.ruined_bar is None


MANY = (
    HEADER
    + """
    def next(self):
        for number, data in enumerate(self.datas):
            if len(self) % (11 + number) == 0:
                self.order_target_percent(data, target=0.9 / len(self.datas) if not self.getposition(data) else 0.0)
"""
)


class TestSeveralSymbols:
    @pytest.mark.parametrize("symbols", [("IBM", "MSFT"), ("AAPL", "GOOG", "IBM"), ("FB", "GOOG", "MSFT")])
    def test_agree_with_stock_backtrader(self, symbols):
        spec = make_spec(MANY, symbols)

        account = check_agreement(spec, [bars_of(symbol) for symbol in symbols])

        assert {trade.symbol for trade in account.trades} == set(symbols)
