"""The broker of a run with costs that Backtrader's own broker does not know."""

from datetime import date
from typing import Any, cast

import backtrader as bt

from engine.events import Side
from engine.simulation.broker import LeanBroker
from engine.simulation.recorder import LIMITED, side_of
from engine.spec import Costs
from engine.trading.charging import NOTHING, Charger, Tally, charge_between
from engine.trading.matching import Quote
from engine.trading.terms import Terms


class OrderCommission(bt.CommissionInfo):
    """
    Commission and fees of the order being filled, which depend on what it has paid before.

    Whoever else asks is told what an order of its own would pay, without fees.
    """

    charger: Charger
    _tally: Tally | None = None
    _day: date | None = None

    def begin(self, order: Any, day: date | None) -> None:
        """Answer for this order from now on."""
        self._tally, self._day = self.charger.tally(order.ref), day

    def end(self) -> None:
        """Answer for any order again."""
        self._tally = self._day = None

    def _getcommission(self, size: float, price: float, pseudoexec: bool) -> float:
        before = NOTHING if self._tally is None else self._tally
        after = self.charger.after(before, units=size, price=price, day=self._day)
        # What an order closes is charged first, what it opens after that.
        if self._tally is not None:
            self._tally = after
        return charge_between(before, after).total


class CostedBroker(LeanBroker):
    """A LeanBroker that fills and charges orders by the run's own terms, as the ledger does."""

    costs: Costs
    charger: Charger
    # On what terms the order under way is tried, on which row of its feed, and how much of it.
    _attempt: tuple[Terms, int, float]

    def init(self) -> None:
        """Start afresh."""
        super().init()
        self._terms: dict[int, Terms] = {}

    def _terms_of(self, data: Any) -> Terms:
        if data._id not in self._terms:
            self._terms[data._id] = Terms.of(self.costs, data.bars)
        return self._terms[data._id]

    def _try_exec(self, order: Any) -> None:
        row = order.data.lines.datetime._idx
        self._attempt = (self._terms_of(order.data), row, self._size_of(order, row))
        super()._try_exec(order)

    def _size_of(self, order: Any, row: int) -> float:
        del row
        return cast(float, abs(order.executed.remsize))

    def _slip_up(self, pmax: float, price: float, doslip: bool = True, lim: bool = False) -> float:
        return self._slipped("buy", Quote(price=price, worst=pmax))

    def _slip_down(self, pmin: float, price: float, doslip: bool = True, lim: bool = False) -> float:
        return self._slipped("sell", Quote(price=price, worst=pmin))

    def _slipped(self, side: Side, quote: Quote) -> float:
        terms, row, size = self._attempt
        return terms.slipped(side=side, quote=quote, size=size, row=row)

    def _execute(self, order: Any, ago: Any = None, price: float | None = None, **named: Any) -> None:
        if price is not None:
            terms, row, size = self._attempt
            price = terms.moved(side=side_of(order), price=price, size=size, row=row, limit=_limit_of(order))
        commission = self.getcommissioninfo(order.data)
        if not isinstance(commission, OrderCommission):
            super()._execute(order, ago, price, **named)
            return
        filled = len(order.executed.exbits)
        day = self._day(order.data.datetime[0])
        commission.begin(order, day)
        try:
            super()._execute(order, ago, price, **named)
        finally:
            commission.end()
        for bit in list(order.executed.exbits)[filled:]:
            for units in filter(None, (bit.closed, bit.opened)):
                self.charger.charge(order.ref, units=units, price=bit.price, day=day)

    def _cost_when_sent(self, order: Any) -> float:
        day = self._day(order.created.dt)
        return self.charger.cost(order.ref, units=order.size, price=order.created.price, day=day).total

    def _day(self, number: float) -> date | None:
        return bt.num2date(number).date() if self.charger.needs_day else None


def _limit_of(order: Any) -> float | None:
    """Return the price no fill of an order may be worse than, None if it has no limit."""
    if order.exectype == bt.Order.Limit:
        return cast(float, order.created.price)
    return cast(float, order.created.pricelimit) if order.exectype in LIMITED else None
