"""Could the account pay for what it bought? Books the fills while it asks."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from operator import attrgetter
from typing import Final

from engine.events import EndReason, Fill, OrderPlaced
from engine.ledger.account import Holding
from engine.ledger.booking import Book, closing_units
from engine.ledger.checks import BadResult
from engine.ledger.execution import Execution
from engine.ledger.orders import Orders
from engine.ledger.parts import Due

CENT: Final = 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortage:
    """An order the account could not pay for: units and price asked about, money needed and money there."""

    units: float
    price: float
    needed: float
    had: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Booking:
    """A fill that passed the audit, as it is to be booked."""

    placed: OrderPlaced
    execution: Execution
    size: float


@dataclass(kw_only=True)
class Teller:
    """
    Takes the orders and fills of a log in order of time, as Backtrader's broker does.

    On the bar after they were sent, orders are tried against cash one after the other (`checksubmit`); a fill
    is tried again with its real price. `shortages` are the orders refused by either.
    """

    orders: Orders
    due: Mapping[int, Due]
    book: Book
    initial_cash: float
    shortages: dict[int, Shortage] = field(default_factory=dict)
    bookings: list[Booking] = field(default_factory=list)
    _submitted: int = 0
    _refused_brackets: set[int] = field(default_factory=set)

    def take_all(self) -> None:
        """
        Book every fill and find every shortage.

        :raises BadResult: if a fill was not affordable, or an order was refused for want of cash that was there.
        """
        for fill in self.orders.fills:
            self._submit_before(fill.bar)
            self._take(fill)
        # No bar follows the last one, so nobody asks about the orders sent on it.
        self._submit_before(self.orders.bars_run - 1)
        for order, end in self.orders.ended.items():
            if end.reason is EndReason.MARGIN and order not in self.shortages:
                self._check_refused(self.orders.placed[order - 1], bar=end.bar)

    def is_refused(self, order: int, *, by: int) -> bool:
        """Return whether the account could not pay for an order, which ended it on a bar or before."""
        end = self.orders.ended.get(order)
        return order in self.shortages and (end is None or end.bar <= by)

    @cached_property
    def _executions(self) -> dict[tuple[int, int], Execution]:
        return {(order, part.bar): part for order, due in self.due.items() for part in due.parts}

    def _submit_before(self, bar: int) -> None:
        placed = self.orders.placed
        while self._submitted < len(placed) and placed[self._submitted].bar < bar:
            self._submit_batch(placed[self._submitted].bar)

    def _submit_batch(self, bar: int) -> None:
        cash = self.book.cash
        sent = self.orders.placed
        while self._submitted < len(sent) and sent[self._submitted].bar == bar:
            placed = sent[self._submitted]
            self._submitted += 1
            leader = placed.parent or placed.order
            # One order of a bracket refused here takes those after it along.
            if leader in self._refused_brackets or self._was_kept_back(placed):
                continue
            price = self._price_when_sent(placed)
            had, units = cash, signed(placed, placed.size)
            cash = self._cash_after(placed, cash=cash, units=units, price=price, bar=bar)
            # Within a cent either answer is right: the last bits of the child's cash may differ from ours.
            if cash < (CENT if self._is_refused_at_once(placed) else -CENT):
                self.shortages[placed.order] = self._shortage(placed, units=placed.size, price=price, bar=bar, had=had)
                self._refused_brackets.add(leader)

    def _was_kept_back(self, placed: OrderPlaced) -> bool:
        """Return whether an order was never transmitted: nobody asks about its cash."""
        end = self.orders.ended.get(placed.order)
        return end is not None and end.reason is EndReason.REJECTED and end.bar == placed.bar

    def _price_when_sent(self, placed: OrderPlaced) -> float:
        price = placed.price or self.book.clock.feeds[placed.feed].close_at(placed.bar)
        if price is None:
            raise BadResult(f"Order {placed.order} was sent before its symbol had a price.")
        return price

    def _is_refused_at_once(self, placed: OrderPlaced) -> bool:
        end = self.orders.ended.get(placed.order)
        is_margin = end is not None and end.reason is EndReason.MARGIN and end.bar == placed.bar + 1
        return is_margin and placed.order not in self.orders.parts

    def _cash_after(self, placed: OrderPlaced, *, cash: float, units: float, price: float, bar: int) -> float:
        return cash - units * price - self.book.cost(placed, units=units, price=price, bar=bar).total

    def _shortage(self, placed: OrderPlaced, *, units: float, price: float, bar: int, had: float) -> Shortage:
        needed = -self._cash_after(placed, cash=0.0, units=units, price=price, bar=bar)
        return Shortage(units=units, price=price, needed=needed, had=max(had, 0.0))

    def _take(self, fill: Fill) -> None:
        placed, execution = self.orders.placed[fill.order - 1], self._executions[fill.order, fill.bar]
        if fill.order in self.shortages:
            raise BadResult(_overdrawn(fill.order, self.shortages[fill.order]))
        closing = abs(closing_units(position=self.book.position(placed.feed), units=signed(placed, execution.size)))
        if fill.size not in (execution.size, closing):
            raise BadResult(f"Order {fill.order} is filled in part, with neither all of it nor what it closes.")
        had = self.book.cash
        self.book.book(placed=placed, execution=execution, size=fill.size)
        self.bookings.append(Booking(placed=placed, execution=execution, size=fill.size))
        if fill.size < execution.size:
            self._check_rest(placed, rest=execution.size - fill.size, price=execution.price, bar=fill.bar)
        elif fill.size > closing and self.book.cash < -CENT:
            needed = had - self.book.cash
            shortage = Shortage(units=fill.size, price=execution.price, needed=needed, had=max(had, 0.0))
            raise BadResult(_overdrawn(fill.order, shortage))

    def _check_rest(self, placed: OrderPlaced, *, rest: float, price: float, bar: int) -> None:
        had, units = self.book.cash, signed(placed, rest)
        if self._cash_after(placed, cash=had, units=units, price=price, bar=bar) >= CENT:
            raise BadResult(f"Order {placed.order} is cut short for want of cash that was there.")
        self.shortages[placed.order] = self._shortage(placed, units=rest, price=price, bar=bar, had=had)

    def _check_refused(self, placed: OrderPlaced, *, bar: int) -> None:
        due = self._executions.get((placed.order, bar))
        if due is None:
            raise BadResult(f"Order {placed.order} is refused on bar {bar}, though cash was there.")
        units = signed(placed, due.size)
        for cash, position in product(self._cash_on(bar), self._positions_on(bar, placed.feed)):
            opens = units != closing_units(position=position, units=units)
            if opens and self._cash_after(placed, cash=cash, units=units, price=due.price, bar=bar) < CENT:
                size, price = due.size, due.price
                self.shortages[placed.order] = self._shortage(placed, units=size, price=price, bar=bar, had=cash)
                return
        raise BadResult(f"Order {placed.order} is refused on bar {bar}, though cash was there.")

    def _cash_on(self, bar: int) -> list[float]:
        """Return the cash before the first fill of `bar` and after each one."""
        holdings = self.book.holdings
        first, last = _span(holdings, bar)
        return [holding.cash for holding in holdings[max(first - 1, 0) : last]] + [self.initial_cash] * (not first)

    def _positions_on(self, bar: int, feed: int) -> list[float]:
        """Return a feed's position before its first fill of `bar` and after each one."""
        holdings = self._holdings_by_feed.get(feed, [])
        first, last = _span(holdings, bar)
        return [holding.position for holding in holdings[max(first - 1, 0) : last]] + [0.0] * (not first)

    @cached_property
    def _holdings_by_feed(self) -> dict[int, list[Holding]]:
        by_feed: dict[int, list[Holding]] = {}
        for holding in self.book.holdings:
            by_feed.setdefault(holding.feed, []).append(holding)
        return by_feed


def _span(holdings: list[Holding], bar: int) -> tuple[int, int]:
    first = bisect_left(holdings, bar, key=attrgetter("bar"))
    return first, bisect_right(holdings, bar, key=attrgetter("bar"))


def signed(placed: OrderPlaced, size: float) -> float:
    """Return `size` with the sign of the order's side."""
    return size if placed.side == "buy" else -size


def _overdrawn(order: int, shortage: Shortage) -> str:
    return (
        f"Order {order} is filled for {shortage.needed:,.2f} including commission, "
        f"but the account had {shortage.had:,.2f}."
    )
