"""The broker of a run whose orders have to share the volume of each bar."""

import math
from collections.abc import Iterable
from typing import Any

from engine.simulation.costs import CostedBroker
from engine.simulation.waiting import WaitingOrders
from engine.trading.volume import is_nothing


class OrdersInTurn(WaitingOrders):
    """Waiting orders, tried in the order of their sending whenever they came to wait: first sent, first served."""

    def due(self, feeds: Iterable[Any]) -> list[int]:
        """Return the places of orders that a new bar may change, and of newcomers, the first sent first."""
        return sorted(super().due(feeds), key=lambda place: (self.by_place[place].ref, place))


class CappedBroker(CostedBroker):
    """
    A CostedBroker that fills no more of a bar's volume than the run allows, the rest of an order on later bars.

    A stop that was reached is a market order from then on. What one exit of a bracket takes, the other need not.
    """

    def init(self) -> None:
        """Start afresh."""
        super().init()
        self.pending = OrdersInTurn()
        self._taken: dict[int, tuple[int, float]] = {}
        self.p.filler = self._part

    def _size_of(self, order: Any, row: int) -> float:
        remaining = abs(order.executed.remsize)
        seen, taken = self._taken.get(order.data._id, (row, 0.0))
        part = self._terms_of(order.data).part(remaining=remaining, row=row, taken=taken if seen == row else 0.0)
        # Whole sizes as int, as the strategy gave them: strategies print them.
        return remaining if part == remaining else int(part) if float(part).is_integer() else part

    def _part(self, order: Any, price: float, ago: int) -> float:
        del order, price, ago
        return self._attempt[2]

    def _execute(self, order: Any, ago: Any = None, price: float | None = None, **named: Any) -> None:
        _, row, size = self._attempt
        if price is None or not size:
            return
        parts = order.executed.exbits
        before = len(parts)
        super()._execute(order, ago, price, **named)
        filled = abs(parts[-1].size) if len(parts) > before else 0.0
        seen, taken = self._taken.get(order.data._id, (row, 0.0))
        self._taken[order.data._id] = (row, filled + (taken if seen == row else 0.0))
        if filled and order.parent is not None and order.alive():
            self._relieve(order, filled)

    def _relieve(self, order: Any, filled: float) -> None:
        """Take from the other exits of a bracket what one of them has filled."""
        for other in list(self._pchildren.get(order.parent.ref, ())):
            if other is order or not other.alive():
                continue
            executed = other.executed
            rest = abs(executed.remsize) - filled
            if is_nothing(remaining=rest, lot_size=order.data.bars.lot_size):
                self.cancel(other, bracket=True)
            else:
                executed.remsize = math.copysign(rest, executed.remsize)

    def _try_exec_stop(
        self, order: Any, popen: float, phigh: float, plow: float, trigger: float, pclose: float
    ) -> None:
        if order.triggered:
            self._try_exec_market(order, popen, phigh, plow)
            return
        is_reached = phigh >= trigger if order.isbuy() else plow <= trigger
        super()._try_exec_stop(order, popen, phigh, plow, trigger, pclose)
        order.triggered = order.triggered or is_reached
