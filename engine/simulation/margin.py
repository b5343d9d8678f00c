"""What the broker lets an account open."""

from typing import Any

from engine.simulation.lazy import LazyBroker
from engine.simulation.recorder import ORDER_TYPES, side_of
from engine.trading.carry import borrow_fee, cash_interest
from engine.trading.margin import Batch, headroom, is_judged_when_reached


class MarginBroker(LazyBroker):
    """
    A LazyBroker for shares that keeps gross exposure below `leverage` times equity; None is Backtrader's cash rule.
    """

    leverage: float | None = None
    borrow_rate = cash_rate = 0.0
    cash: float
    _last_day: int | None = None

    def init(self) -> None:
        """Start afresh."""
        super().init()
        # Orders sent more than once, and whether the account has been asked about them.
        self._sent_again: dict[int, bool] = {}

    def _look_for_work(self) -> None:
        super()._look_for_work()
        self.is_busy = self.is_busy or bool(self.borrow_rate or self.cash_rate)

    def charge_by_day(self, *, borrow_rate: float, cash_rate: float) -> None:
        """Charge lending fees and interest, or pay it, from now on."""
        self.borrow_rate, self.cash_rate = borrow_rate, cash_rate
        self._look_for_work()

    def _carry(self) -> None:
        """Charge what holding has cost since the last bar, as the stock broker does, and pay interest on cash."""
        lines = [data.lines.datetime for data in self.cerebro.datas]
        today = int(max(line.array[line._idx] for line in lines if line._idx >= 0))
        days, self._last_day = today - (self._last_day or today), today
        # Before the run's second bar nothing has been held.
        if self.recorder.bar < 1:
            return
        earned = cash_interest(cash=self.cash, days=days, cash_rate=self.cash_rate, borrow_rate=self.borrow_rate)
        fees = 0.0
        for data, position in self.positions.items():
            if position.size < 0:
                now = data.datetime.datetime()
                since = now.toordinal() - position.datetime.toordinal()
                fee = borrow_fee(units=position.size, price=position.price, days=since, rate=self.borrow_rate)
                position.datetime = now
                self.d_credit[data] += fee
                fees += fee
        self.cash = self.cash + earned - fees

    def check_submitted(self) -> None:
        """Refuse the orders sent on the last bar that the account could not pay for, and take the others."""
        held = {data._id - 1: position.size for data, position in self.positions.items() if position.size}
        batch = Batch(leverage=self.leverage, room=self._room(self.cash), held=held)
        while self.submitted:
            order = self.submitted.popleft()
            if self._take_children(order) is None:
                continue
            if self._may_go(order, batch):
                self.submit_accept(order)
            else:
                self._refuse(order)

    def transmit(self, order: Any, check: bool = True) -> Any:
        """Send an order; the parent of a bracket that was not kept back is sent again with each child."""
        if order.status != order.Created:
            self._sent_again[order.ref] = order.status != order.Submitted
        return super().transmit(order, check=check)

    def _may_go(self, order: Any, batch: Batch) -> bool:
        # The stock broker would count the cost of an order sent twice twice.
        is_judged = self._sent_again.get(order.ref)
        if is_judged:
            return bool(order.alive())
        passes = self._passes(order, batch)
        if is_judged is not None:
            self._sent_again[order.ref] = True
        return passes

    def _passes(self, order: Any, batch: Batch) -> bool:
        # The stock broker looks here too, and adds the account up in the order in which symbols came here.
        self.positions[order.data]
        left, _ = batch.take(
            feed=order.data._id - 1,
            units=order.size,
            price=order.created.price,
            commission=self._cost_when_sent(order),
            is_free=is_judged_when_reached(
                side=side_of(order),
                order_type=ORDER_TYPES[order.exectype],
                has_parent=order.parent is not None,
            ),
        )
        return left >= 0.0

    def _cost_when_sent(self, order: Any) -> float:
        cost: float = self.getcommissioninfo(order.data).getcommission(order.size, order.created.price)
        return cost

    def _refuse(self, order: Any) -> None:
        order.margin()
        self.notify(order)
        self._ococheck(order)
        self._bracketize(order, cancel=True)

    def _execute(self, order: Any, ago: Any = None, price: Any = None, **named: Any) -> None:
        """Fill an order: what it closes in any case, what it opens if the account may hold that."""
        if price is None:
            return
        data = order.data if order.data._compensate is None else order.data._compensate
        commission, position = self.getcommissioninfo(order.data), self.positions[data]
        price_before = position.price
        units = self._units(order, price, ago)
        size, average, opened, closed = position.pseudoupdate(units, price)
        # A profit on what is closed; value and commission of what is closed and of what is opened.
        pnl = commission.profitandloss(-closed, price_before, price)
        closed_value = closed_cost = opened_value = opened_cost = 0.0
        if closed:
            closed_value, closed_cost = -closed * price_before, commission.getcommission(closed, price)
            self.cash = self.cash + (closed_value + pnl) - closed_cost
        done, is_refused = units, False
        if opened:
            opened_value, opened_cost = opened * price, commission.getcommission(opened, price)
            cash = self.cash - opened_value - opened_cost
            is_refused = self._room(cash, data=data, size=size, price=price) < 0.0
            if is_refused:
                done, opened, opened_value, opened_cost = closed, 0, 0.0, 0.0
            else:
                self.cash = cash
        if closed or opened:
            # Not their sum: of fractions, rounding would leave an order open for a part nobody can see.
            position.update(done, price, data.datetime.datetime())
            if closed and self.p.int2pnl:
                closed_cost += self.d_credit.pop(data, 0.0)
            parts = (closed, closed_value, closed_cost, opened, opened_value, opened_cost)
            when = named.get("dtcoc") or data.datetime[ago]
            order.execute(when, done, price, *parts, commission.margin, pnl, size, average)
            order.addcomminfo(commission)
            self.notify(order)
            self._ococheck(order)
        if is_refused:
            self._refuse(order)

    def _units(self, order: Any, price: float, ago: int) -> Any:
        if self.p.filler is None:
            return order.executed.remsize
        units = self.p.filler(order, price, ago)
        return units if order.isbuy() else -units

    def _room(self, cash: float, *, data: Any = None, size: float = 0.0, price: float = 0.0) -> float:
        """Return what the account may still open with this cash, and with `size` of one feed at a price."""
        held = {other: position.size for other, position in self.positions.items() if position.size}
        if data is not None:
            held[data] = size
        if self.leverage is None or (self.leverage == 1.0 and all(units >= 0 for units in held.values())):
            return cash
        fresh = self._feeds_with_new_bars()
        worth = [
            units * (price if other is data else _last_close(other, is_new=other._id in fresh))
            for other, units in held.items()
        ]
        long_value, short_value = sum(one for one in worth if one > 0), -sum(one for one in worth if one < 0)
        return headroom(cash=cash, long_value=long_value, short_value=short_value, leverage=self.leverage)

    def _feeds_with_new_bars(self) -> set[int]:
        if len(self.cerebro.datas) == 1:
            return {self.cerebro.datas[0]._id}
        lines = {data._id: data.lines.datetime for data in self.cerebro.datas}
        times = {number: line.array[line._idx] if line._idx >= 0 else 0.0 for number, line in lines.items()}
        now = max(times.values())
        return {number for number, time in times.items() if time == now}


def _last_close(data: Any, *, is_new: bool) -> float:
    """Return a feed's close before the bar that is being traded."""
    line = data.lines.close
    close: float = line.array[line._idx - is_new]
    return close
