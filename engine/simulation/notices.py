"""What happened to orders, carried to the strategy as Backtrader carries it, as far as anybody listens."""

from typing import Any, Final

import backtrader as bt
from backtrader import Trade
from backtrader.lineiterator import LineIterator

from engine.simulation.listening import brings


class _NotSimulated:
    """Stands in for an order where a trade only asks whether the order was simulated."""

    simulated = False

    @property
    def p(self) -> Any:
        """Return the parameters, which are these."""
        return self


_ORDER: Final = _NotSimulated()


class Notices:
    """
    Takes the broker's notices for one strategy, in place of the strategy's own `_addnotification` and `clear`.

    Trades are kept as Backtrader keeps them. Copies of them are made only for a strategy that hears of trades, and
    what was told is let go of instead of being kept in a list that nobody reads.
    """

    def __init__(self, strategy: Any) -> None:
        self._strategy = strategy
        self._hears_trades = brings(strategy, bt.Strategy, ("notify_trade", "_notify"))
        # The loops deliver trades along with orders; signal strategies listen in `_notify`.
        self.are_heard = brings(strategy, bt.Strategy, ("notify_trade", "notify_order", "_notify"))

    def take(self, order: Any, quicknotify: bool = False) -> None:
        """Keep a notice for the strategy's next bar, and bring its trades up to date."""
        strategy = self._strategy
        if self.are_heard:
            strategy._orderspending.append(order)
        if not order.executed.size:
            return
        data = order.data if order.data._compensate is None else order.data._compensate
        trades = strategy._trades[data][order.tradeid]
        trade = trades[-1] if trades else self._begun(trades, data, order)
        for bit in order.executed.iterpending():
            if bit.closed:
                self._update(trade, order, bit, bit.closed, bit.closedvalue, bit.closedcomm)
            if bit.opened:
                if trade.isclosed:
                    trade = self._begun(trades, data, order)
                self._update(trade, order, bit, bit.opened, bit.openedvalue, bit.openedcomm)
            if trade.justopened:
                self._tell(trade)

    def _begun(self, trades: Any, data: Any, order: Any) -> Any:
        trade = Trade(data=data, tradeid=order.tradeid, historyon=self._strategy._tradehistoryon)
        trades.append(trade)
        return trade

    def _update(self, trade: Any, order: Any, bit: Any, size: float, value: float, cost: float) -> None:
        asked = order if trade.historyon else _ORDER
        trade.update(asked, size, bit.price, value, cost, bit.pnl, comminfo=order.comminfo)
        if trade.isclosed:
            self._tell(trade)

    def _tell(self, trade: Any) -> None:
        if self._hears_trades:
            told = object.__new__(type(trade))
            told.__dict__ = trade.__dict__.copy()
            self._strategy._tradespending.append(told)

    def clear(self) -> None:
        """Let go of what the strategy was told."""
        self._strategy._orderspending = []
        self._strategy._tradespending = []


def attend(strategy: Any, broker: Any) -> None:
    """Take a strategy's notices for it, unless others than the strategy hear them, or it does so itself."""
    kind = type(strategy)
    others = (
        *(len(strategy.analyzers), strategy._slave_analyzers, strategy._lineiterators[LineIterator.ObsType]),
        *(strategy.cerebro.p.quicknotify, kind._addnotification is not bt.Strategy._addnotification),
        kind.clear is not bt.Strategy.clear,
    )
    if any(others):
        return
    notices = Notices(strategy)
    vars(strategy).update(_addnotification=notices.take, clear=notices.clear)
    broker.tells_all = notices.are_heard
