"""Was each order filled when, where and only if our own bars fill it?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

from engine.events import EndReason, Fill, OrderEnded, OrderLog, OrderPlaced, OrderType
from engine.ledger.checks import BadResult
from engine.ledger.clock import Clock
from engine.ledger.execution import Execution, first_offer
from engine.trading.terms import Terms

# Child and audit compute prices by the same arithmetic; this only forgives the last bits.
PRICE_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, kw_only=True)
class Orders:
    """The orders of a log with what became of each, by order number."""

    placed: Sequence[OrderPlaced]
    fills: Mapping[int, Fill]
    ended: Mapping[int, OrderEnded]
    bars_run: int

    @classmethod
    def of(cls, log: OrderLog) -> Self:
        """Return the orders of a well-formed log."""
        fills = {fill.order: fill for fill in log.fills}
        ended = {end.order: end for end in log.ended}
        return cls(placed=log.placed, fills=fills, ended=ended, bars_run=log.bars_run)

    @cached_property
    def _groups(self) -> dict[int, int]:
        """Return one number a group for the orders tied together as bracket or one-cancels-other."""
        leader: dict[int, int] = {}

        def find(order: int) -> int:
            while leader.setdefault(order, order) != order:
                leader[order] = leader[leader[order]]
                order = leader[order]
            return order

        for placed in self.placed:
            for relative in (placed.parent, placed.oco):
                if relative is not None:
                    leader[find(placed.order)] = find(relative)
        return {order: find(order) for order in list(leader)}

    @cached_property
    def _group_events(self) -> Counter[tuple[int, int]]:
        """Return how many orders of each group were filled or ended on each bar."""
        groups = self._groups
        fills = ((fill.order, fill.bar) for fill in self.fills.values())
        events = {*fills, *((end.order, end.bar) for end in self.ended.values())}
        return Counter((groups[order], bar) for order, bar in events if order in groups)

    def active_after(self, placed: OrderPlaced) -> int | None:
        """Return the bar after which an order is in the market: a bracket's children wait for their parent's fill."""
        if placed.parent is None:
            return placed.bar
        parent = self.fills.get(placed.parent)
        # A parent that ended, be it after a part of it was filled, takes its children along.
        return None if parent is None or placed.parent in self.ended else max(parent.bar, placed.bar)

    def is_in_group(self, order: int) -> bool:
        """Return whether an order is tied to others."""
        return order in self._groups

    def is_undone_by_group(self, order: int, bar: int) -> bool:
        """Return whether another order of the group was filled or ended on `bar`, which ended this one there too."""
        group = self._groups.get(order)
        return group is not None and self._group_events[group, bar] > 1


def due_executions(*, orders: Orders, clock: Clock, terms: Sequence[Terms]) -> dict[int, Execution]:
    """
    Return the fill our bars give each order if nothing ends it, and check every reported fill against it.

    :raises BadResult: at a fill that is early, late, at another price, larger than its order, or of an ended order.
    """
    due: dict[int, Execution] = {}
    for placed in orders.placed:
        after = orders.active_after(placed)
        execution = None
        if after is not None:
            offer = first_offer(placed=placed, feed=clock.feeds[placed.feed], after=after)
            if offer is not None:
                execution = offer.execution(terms=terms[placed.feed], size=placed.size)
        is_over = execution is not None and is_expired(placed=placed, clock=clock, bar=execution.bar)
        if execution is not None and execution.bar < orders.bars_run and not is_over:
            due[placed.order] = execution
        fill = orders.fills.get(placed.order)
        if fill is not None:
            _check_fill(placed=placed, fill=fill, due=due.get(placed.order))
            _check_end_of_filled(
                fill=fill,
                size=placed.size,
                end=orders.ended.get(placed.order),
                is_in_group=orders.is_in_group(placed.order),
            )
    return due


def is_expired(*, placed: OrderPlaced, clock: Clock, bar: int) -> bool:
    """Return whether an order's time was over on a bar of its symbol; a market order has none."""
    if placed.expires_at is None or placed.type is OrderType.MARKET:
        return False
    return clock.feeds[placed.feed].seconds_at(bar) > placed.expires_at


def check_expired(*, orders: Orders, clock: Clock) -> None:
    """
    Check that every order said to have expired had a time limit, and that it was over.

    :raises BadResult: if not.
    """
    for end in orders.ended.values():
        placed = orders.placed[end.order - 1]
        if end.reason is EndReason.EXPIRED and not is_expired(placed=placed, clock=clock, bar=end.bar):
            raise BadResult(f"Order {end.order} is said to expire on bar {end.bar}, before its time was over.")


def _check_fill(*, placed: OrderPlaced, fill: Fill, due: Execution | None) -> None:
    name = f"Order {placed.order} ({placed.side} {placed.type})"
    if due is None:
        raise BadResult(f"{name} is filled on bar {fill.bar}, but no bar reaches its price.")
    if fill.bar != due.bar:
        raise BadResult(f"{name} is filled on bar {fill.bar}, the prices fill it on bar {due.bar}.")
    if abs(fill.price - due.price) > PRICE_TOLERANCE * due.price:
        raise BadResult(f"{name} is filled at {fill.price:.10g}, bar {due.bar} fills it at {due.price:.10g}.")
    if fill.size > placed.size:
        raise BadResult(f"{name} is filled with {fill.size:.10g} units, it was sent for {placed.size:.10g}.")


def _check_end_of_filled(*, fill: Fill, size: float, end: OrderEnded | None, is_in_group: bool) -> None:
    is_whole = fill.size == size
    if end is None and is_whole:
        return
    if end is not None and end.bar == fill.bar:
        # Without a volume limit an order is filled whole. The one exception: a reversal closes the old position,
        # then lacks the cash for the new one.
        if end.reason is EndReason.MARGIN and not is_whole:
            return
        # A bracket whose parent was sent on at once is sent twice by Backtrader, and its double is called off.
        if end.reason is EndReason.CANCELLED and is_whole and is_in_group:
            return
    raise BadResult(f"Order {fill.order} is filled with {fill.size:.10g} of {size:.10g} units without a reason.")


def check_unfilled(*, orders: Orders, placed: OrderPlaced, due: Execution) -> None:
    """
    Check that an order our bars would fill had a reason not to be filled, other than missing cash.

    :raises BadResult: if it was left out, or ended too late to be spared the fill.
    """
    end = orders.ended.get(placed.order)
    if end is None:
        raise BadResult(f"Order {placed.order} is not filled, though bar {due.bar} fills it.")
    if end.reason is EndReason.EXPIRED and end.bar <= due.bar:
        return
    if end.bar < due.bar or (end.bar == due.bar and orders.is_undone_by_group(placed.order, end.bar)):
        return
    raise BadResult(f"Order {placed.order} is {end.reason} on bar {end.bar}, though bar {due.bar} fills it first.")
