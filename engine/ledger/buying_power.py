"""Could the account pay for what it bought? Books the fills while it asks."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import Final, Literal, NamedTuple

from engine.events import EndReason, Fill, OrderPlaced
from engine.ledger.booking import Book
from engine.ledger.checks import BadResult
from engine.ledger.execution import Execution
from engine.ledger.margin_account import MarginAccount
from engine.ledger.orders import Orders
from engine.ledger.parts import Due
from engine.trading.margin import Batch, is_judged_when_reached
from engine.trading.units import closing_units, signed_units

CENT: Final = 0.01
# Of the largest amount there was, what rounding may have made of the child's cash by now: some fifty last bits.
ROUNDING: Final = 1e-14


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortage:
    """
    An order the account could not pay for: signed units and price asked about, money needed and money there.

    Of `cash`, or of the `equity` that a leverage limit asks for. An order that only closes a position is refused
    in the `queue`, behind one that was: Backtrader counts what that one would have cost.
    """

    units: float
    price: float
    needed: float
    had: float
    kind: Literal["cash", "equity", "queue"] = "cash"


class Booking(NamedTuple):
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
    leverage: float | None
    shortages: dict[int, Shortage] = field(default_factory=dict)
    bookings: list[Booking] = field(default_factory=list)
    _submitted: int = 0
    _largest: float = 0.0
    _refused_brackets: set[int] = field(default_factory=set)

    def take_all(self) -> None:
        """
        Book every fill and find every shortage.

        :raises BadResult: if a fill was not affordable, or an order was refused for want of cash that was there.
        """
        for fill in self.orders.fills:
            self.orders.patience.spend()
            self._submit_before(fill.bar)
            self._take(fill)
        # No bar follows the last one, so nobody asks about the orders sent on it.
        self._submit_before(self.orders.bars_run - 1)
        self.book.carry_to(len(self.book.clock) - 1)
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
        sent = self.orders.submissions
        while self._submitted < len(sent) and sent[self._submitted][0] < bar:
            self._submit_batch(sent[self._submitted][0])

    def _submit_batch(self, bar: int) -> None:
        self.book.carry_to(bar)
        before, sent = self._account_before(bar + 1), self.orders.submissions
        batch, largest = Batch(leverage=self.leverage, room=before.room(), held=before.held), self._largest
        while self._submitted < len(sent) and sent[self._submitted][0] == bar:
            placed = sent[self._submitted][1]
            self._submitted += 1
            leader = placed.parent or placed.order
            # One order of a bracket refused here takes those after it along.
            if leader in self._refused_brackets or self._was_kept_back(placed):
                continue
            if not self._passes(placed, batch=batch, before=before):
                self._refused_brackets.add(leader)
        # What was only asked for has made nothing of the account.
        self._largest = largest

    def _passes(self, placed: OrderPlaced, *, batch: Batch, before: MarginAccount) -> bool:
        price, had = self._price_when_sent(placed), batch.room
        units = signed_units(side=placed.side, size=placed.size)
        cost = self._cost(placed, units=units, price=price, bar=placed.bar)
        left, opens = batch.take(
            feed=placed.feed,
            units=units,
            price=price,
            commission=cost,
            is_free=is_judged_when_reached(
                side=placed.side, order_type=placed.type, has_parent=placed.parent is not None
            ),
        )
        self._see(left)
        # Within a cent either answer is right: the last bits of the child's cash may differ from ours.
        is_refused = self._is_refused_at_once(placed)
        if left >= (self._tolerance if is_refused else -self._tolerance):
            return True
        if not is_refused and self._is_asked_now(placed):
            raise BadResult(
                f"Order {placed.order} is not refused on bar {self._asked_on(placed)}, though cash was missing."
            )
        shortage = _shortage(units=units, price=price, cost=cost, left=left, before=before)
        if shortage.kind == "cash":
            shortage = replace(shortage, had=max(had, 0.0))
        self.shortages[placed.order] = shortage if opens else replace(shortage, kind="queue")
        return False

    def _is_asked_now(self, placed: OrderPlaced) -> bool:
        """Return whether cash was surely asked about on the next bar, and what was filled is not told of later."""
        return self.orders.in_market_after(placed) == placed.bar and placed.order not in self.orders.parts

    @property
    def _tolerance(self) -> float:
        return max(CENT, ROUNDING * self._largest)

    def _see(self, amount: float) -> None:
        self._largest = max(self._largest, abs(amount))

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
        is_margin = end is not None and end.reason is EndReason.MARGIN and end.bar == self._asked_on(placed)
        return is_margin and placed.order not in self.orders.parts

    def _asked_on(self, placed: OrderPlaced) -> int | None:
        """Return the bar on which the broker asks about an order's cash."""
        sent = self.orders.sent_on(placed.order)
        return None if sent is None else sent + 1

    def _account_before(self, bar: int, *, feed: int | None = None, price: float = 0.0) -> MarginAccount:
        book = self.book
        held = {number: trip.size for number, trip in book.open_trips.items()}
        return MarginAccount(book.clock, self.leverage, bar, book.cash, held, feed, price)

    def _cost(self, placed: OrderPlaced, *, units: float, price: float, bar: int) -> float:
        return self.book.cost(placed, units=units, price=price, bar=bar).total

    def _take(self, fill: Fill) -> None:
        placed, execution = self.orders.placed[fill.order - 1], self._executions[fill.order, fill.bar]
        if fill.order in self.shortages:
            raise BadResult(_overdrawn(fill.order, self.shortages[fill.order]))
        units, position = signed_units(side=placed.side, size=execution.size), self.book.position(placed.feed)
        closing = abs(closing_units(position=position, units=units))
        if fill.size not in (execution.size, closing):
            raise BadResult(f"Order {fill.order} is filled in part, with neither all of it nor what it closes.")
        self.book.carry_to(fill.bar)
        cash = self.book.cash
        self.book.book(placed=placed, execution=execution, size=fill.size)
        self._see(fill.size * execution.price)
        self.bookings.append(Booking(placed=placed, execution=execution, size=fill.size))
        if fill.size == execution.size == closing:
            # Closing is always allowed.
            return
        after = self._account_before(fill.bar, feed=placed.feed, price=execution.price)
        if fill.size < execution.size:
            rest = units - signed_units(side=placed.side, size=fill.size)
            self._check_cut_short(placed, units=rest, before=after)
        elif (left := after.room()) < -self._tolerance:
            cost = cash - units * execution.price - after.cash
            before = after._replace(cash=cash, held={**after.held, placed.feed: position}, feed=None)
            shortage = _shortage(units=units, price=execution.price, cost=cost, left=left, before=before)
            raise BadResult(_overdrawn(fill.order, shortage))

    def _check_cut_short(self, placed: OrderPlaced, *, units: float, before: MarginAccount) -> None:
        price = before.price
        cost = self._cost(placed, units=units, price=price, bar=before.bar)
        left = before.after(feed=placed.feed, units=units, price=price, cost=cost).room()
        if left >= self._tolerance:
            raise BadResult(f"Order {placed.order} is cut short for want of cash that was there.")
        self.shortages[placed.order] = _shortage(units=units, price=price, cost=cost, left=left, before=before)

    def _check_refused(self, placed: OrderPlaced, *, bar: int) -> None:
        due = self._executions.get((placed.order, bar))
        if due is not None:
            units = signed_units(side=placed.side, size=due.size)
            cost = self._cost(placed, units=units, price=due.price, bar=bar)
            for before in self._accounts_on(bar, order=placed.order):
                # What it closes is filled in any case.
                closes = closing_units(position=before.held.get(placed.feed, 0.0), units=units)
                left = before.after(feed=placed.feed, units=units, price=due.price, cost=cost).room()
                if not closes and left < self._tolerance:
                    shortage = _shortage(units=units, price=due.price, cost=cost, left=left, before=before)
                    self.shortages[placed.order] = shortage
                    return
        raise BadResult(f"Order {placed.order} is refused on bar {bar}, though cash was there.")

    def _turn_of(self, order: int, *, first: int, last: int) -> range:
        """Return after how many fills an order may have been tried, of those from `first` to `last` of its bar."""
        self.orders.patience.spend()
        if not self.orders.is_in_turn(order):
            return range(first, last + 1)
        filled = [(place, self.orders.fills[place].order) for place in range(first, last)]
        filled = [(place, other) for place, other in filled if self.orders.is_in_turn(other)]
        begin = max((place + 1 for place, other in filled if other < order), default=first)
        return range(begin, 1 + min((place for place, other in filled if other > order), default=last))

    def _accounts_on(self, bar: int, *, order: int) -> Iterator[MarginAccount]:
        """Yield the account before the first fill of `bar` and after each one, as far as it may be an order's turn."""
        holdings = self.book.holdings
        first = bisect_left(holdings, bar, key=attrgetter("bar"))
        last = bisect_right(holdings, bar, key=attrgetter("bar"))
        for count in self._turn_of(order, first=first, last=last):
            self.orders.patience.spend()
            cash = holdings[count - 1].cash if count else self.initial_cash
            if count == first and self.book.carry is not None:
                cash = self.book.carry.cash_at_start[bar]
            held = {feed: self._position_after(feed, count) for feed in self._places_of}
            yield MarginAccount(clock=self.book.clock, leverage=self.leverage, bar=bar, cash=cash, held=held)

    def _position_after(self, feed: int, count: int) -> float:
        """Return a feed's position after so many fills."""
        places = self._places_of[feed]
        at = bisect_left(places, count)
        return self.book.holdings[places[at - 1]].position if at else 0.0

    @cached_property
    def _places_of(self) -> dict[int, list[int]]:
        """Return where in the list of holdings each feed stands."""
        places: dict[int, list[int]] = {}
        for place, holding in enumerate(self.book.holdings):
            places.setdefault(holding.feed, []).append(place)
        return places


def _shortage(*, units: float, price: float, cost: float, left: float, before: MarginAccount) -> Shortage:
    if before.leverage is None or (before.follows_cash and units > 0):
        return Shortage(units=units, price=price, needed=units * price + cost, had=max(before.cash, 0.0))
    equity = before.equity()
    needed = equity - min(left, 0.0) / before.leverage
    return Shortage(units=units, price=price, needed=needed, had=equity, kind="equity")


def _overdrawn(order: int, shortage: Shortage) -> str:
    if shortage.kind == "queue":
        return f"Order {order} is filled, though it was sent behind one that could not be paid."
    if shortage.kind == "equity":
        return (
            f"Order {order} is filled, which needs equity of {shortage.needed:,.2f} within the leverage limit, "
            f"but the account had {shortage.had:,.2f}."
        )
    return (
        f"Order {order} is filled for {shortage.needed:,.2f} including commission, "
        f"but the account had {shortage.had:,.2f}."
    )
