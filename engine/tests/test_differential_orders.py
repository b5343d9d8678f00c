"""Orders as a strategy meets them: every attribute of ours is that of Backtrader's own."""

import pytest

from engine.simulation.failures import StrategyFailed
from engine.tests.differential import FIXED, HEAD, LOGGING, assert_same, candidate, make_bars, run_ours

EVERYTHING = """
DATA = (*("dt", "size", "remsize", "price", "pricelimit", "trailamount", "trailpercent", "pclose", "plimit"),
        *("value", "comm", "margin", "pnl", "psize", "pprice", "p1", "p2"))
OWN = (*("ref", "size", "price", "pricelimit", "plimit", "exectype", "valid", "tradeid", "oco", "trailamount"),
       *("trailpercent", "transmit", "simulated", "histnotify", "status", "triggered", "dteos", "position"))

def told(data):
    bits = [tuple(vars(bit).values()) for bit in data.exbits]
    return [getattr(data, name) for name in DATA], bits, len(data.getpending()), len(data)

def everything(order):
    given = order.params._getkwargs()
    assert order.p is order.params and given.pop("owner") is order.owner and given.pop("data") is order.data
    parent = given.pop("parent")
    assert parent is order.parent
    return (
        [getattr(order, name) for name in OWN], repr(given), parent and parent.ref, dict(order.info),
        told(order.created), told(order.executed), order.getstatusname(), order.getordername(), order.ordtypename(),
        order.isbuy(), order.alive(), order.active(), type(order).__name__, isinstance(order, bt.Order),
        order == order.clone(), len(str(order).splitlines()),
    )
"""
CLASS = f"""
class Candidate(bt.Strategy):
{LOGGING}
    def __init__(self):
        self.kept = []
    def notify_order(self, order):
        self.seen.append(everything(order))
        self.kept.append(order)
    def stop(self):
        self.seen += [everything(order) for order in self.kept]
    def next(self):
        close = self.data.close[0]
        if len(self) % 10 == 1:
            ACTION
"""
ACTIONS = {
    "market": "self.buy(size=3)",
    "sold": "self.sell(size=3)",
    "tagged": "self.buy(size=3, tag='entry', note=5)",
    "tagged later": "self.buy(size=3).addinfo(tag='entry')",
    "closed at the close": "self.buy(exectype=bt.Order.Close)",
    "limited": "self.buy(exectype=bt.Order.Limit, price=close * 0.99, tradeid=4)",
    "limited by plimit": "self.sell(exectype=bt.Order.Limit, plimit=close * 1.01)",
    "limited without a price": "self.sell(exectype=bt.Order.Limit)",
    "stopped": "self.sell(exectype=bt.Order.Stop, price=close * 0.99)",
    "stopped and limited": "self.sell(exectype=bt.Order.StopLimit, price=close * 0.99, plimit=close * 0.98)",
    "trailing": "self.sell(exectype=bt.Order.StopTrail, trailpercent=0.02)",
    "for a while": "self.buy(exectype=bt.Order.Limit, price=close * 0.95, valid=datetime.timedelta(3))",
    "a bracket": "self.buy_bracket(size=2, limitprice=close * 1.02, stopprice=close * 0.98)",
    "tied together": "self.buy(exectype=bt.Order.Limit, price=close * 0.98, oco=self.sell(exectype=bt.Order.Stop))",
    "cancelled": "self.cancel(self.buy(exectype=bt.Order.Limit, price=close * 0.5))",
    "straight to the broker": "self.broker.buy(self, self.data, 2, None, None, bt.Order.Market)",
}


class TestOrders:
    @pytest.mark.parametrize("action", ACTIONS)
    def test_are_told_as_stock_backtrader_tells_them(self, action):
        assert_same(HEAD + EVERYTHING + CLASS.replace("ACTION", ACTIONS[action]), [make_bars(60)], sizing=FIXED)


UNHEARING = """
class Candidate(bt.Strategy):
    seen = []
    def start(self):
        self.seen.clear()
    def next(self):
        self.seen.append((len(self), self.position.size, self.position.price, bool(self.position)))
        if len(self) % 4 == 1:
            self.buy(size=7)
        elif len(self) % 9 == 3:
            self.sell(size=20)
        elif len(self) % 10 == 5:
            self.sell(exectype=bt.Order.Stop, price=self.data.close[0] * 0.99)
    def stop(self):
        names = ("size", "price", "value", "commission", "pnl", "pnlcomm", "baropen", "barclose", "barlen")
        for trade in self._trades[self.data][0]:
            self.seen.append(([getattr(trade, name) for name in names], trade.isopen, trade.isclosed, trade.status))
        self.seen.append((self.broker.getvalue(), [order.status for order in self.broker.orders]))
"""
TRADES_ALONE = """
class Candidate(bt.Strategy):
    seen = []
    def start(self):
        self.seen.clear()
    def notify_trade(self, trade):
        self.seen.append((len(self), trade.isopen, trade.justopened, trade.size, trade.pnlcomm))
    def next(self):
        if len(self) % 4 == 1:
            self.buy(size=7)
        elif len(self) % 9 == 3:
            self.sell(size=20)
"""


class TestStrategyThatHearsLittle:
    @pytest.mark.parametrize("source", [UNHEARING, TRADES_ALONE], ids=["nothing", "trades"])
    def test_comes_to_the_same(self, source):
        assert_same(HEAD + source, [make_bars(120)], sizing=FIXED)

    def test_cannot_set_its_position(self):
        source = candidate("pass", "self.position = 1")

        with pytest.raises(StrategyFailed, match="position"):
            run_ours(source, [make_bars(20)], sizing=FIXED, cash=1_000.0)
