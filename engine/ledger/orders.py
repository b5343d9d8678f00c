"""Was each order filled when, where and only if our own bars fill it?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Final, Self

from engine.events import EndReason, Fill, OrderEnded, OrderLog, OrderPlaced, OrderType
from engine.ledger.checks import BadResult
from engine.ledger.clock import Clock
from engine.ledger.execution import Execution, first_offer
from engine.ledger.parts import Due, due_parts
from engine.ledger.patience import Patience
from engine.trading.terms import Terms

# Child and audit compute prices by the same arithmetic; this only forgives the last bits.
PRICE_TOLERANCE: Final = 1e-9
NOTHING_DUE: Final = Due(parts=(), is_whole=False)


@dataclass(frozen=True, kw_only=True)
class Orders:
    """
    The orders of a log with what became of each, by order number; `parts` are its fills in order of time.

    Whoever goes through them spends the `patience` there is with the log.
    """

    placed: Sequence[OrderPlaced]
    fills: Sequence[Fill]
    parts: Mapping[int, Sequence[Fill]]
    ended: Mapping[int, OrderEnded]
    bars_run: int
    patience: Patience

    @classmethod
    def of(cls, log: OrderLog, patience: Patience) -> Self:
        """Return the orders of a well-formed log."""
        parts: dict[int, list[Fill]] = {}
        for fill in log.fills:
            parts.setdefault(fill.order, []).append(fill)
        ended = {end.order: end for end in log.ended}
        return cls(
            placed=log.placed,
            fills=log.fills,
            parts=parts,
            ended=ended,
            bars_run=log.bars_run,
            patience=patience,
        )

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        """Return the orders that wait for another one to be filled, by that one's number."""
        children: dict[int, list[int]] = {}
        for placed in self.placed:
            if placed.parent is not None:
                children.setdefault(placed.parent, []).append(placed.order)
        return children

    def filled_by_siblings(self, placed: OrderPlaced) -> list[Fill]:
        """Return the fills of the other exits of an order's bracket since it was sent, in order of time."""
        self.patience.spend()
        others = self._children.get(placed.parent, ()) if placed.parent is not None else ()
        fills = [fill for other in others if other != placed.order for fill in self.parts.get(other, ())]
        return sorted((fill for fill in fills if fill.bar > placed.bar), key=attrgetter("bar", "order"))

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
        fills = ((fill.order, fill.bar) for fill in self.fills)
        events = {*fills, *((end.order, end.bar) for end in self.ended.values())}
        return Counter((groups[order], bar) for order, bar in events if order in groups)

    @cached_property
    def submissions(self) -> Sequence[tuple[int, OrderPlaced]]:
        """
        Return the orders in the turn in which the broker got them, each with the bar that was on.

        One that was kept back comes with the next of its bracket that was not; if there is none, it never does.
        """
        kept_back: dict[int, list[OrderPlaced]] = {}
        sent: list[tuple[int, OrderPlaced]] = []
        for placed in self.placed:
            head = placed.parent or placed.order
            if placed.kept_back:
                kept_back.setdefault(head, []).append(placed)
                continue
            if not self._is_turned_away(placed):
                sent += [(placed.bar, one) for one in kept_back.pop(head, ())]
            sent.append((placed.bar, placed))
        return sent

    def _is_turned_away(self, placed: OrderPlaced) -> bool:
        end = self.ended.get(placed.order)
        return end is not None and end.reason is EndReason.REJECTED and end.bar == placed.bar

    @cached_property
    def _sent_on(self) -> dict[int, int]:
        return {placed.order: bar for bar, placed in self.submissions}

    def sent_on(self, order: int) -> int | None:
        """Return the bar on which the broker got an order, None if it was kept back for ever."""
        return self._sent_on.get(order)

    def active_after(self, placed: OrderPlaced) -> int | None:
        """Return the bar after which an order is in the market: a bracket's children wait for their whole parent."""
        sent = self.sent_on(placed.order)
        if placed.parent is None or sent is None:
            return sent
        parts, rest = self.parts.get(placed.parent, ()), self.placed[placed.parent - 1].size
        for part in parts:
            rest -= part.size
        # A parent that ended, be it after a part of it was filled, takes its children along. Its fill wakes those it
        # has by then: one that is sent later waits for ever, as in Backtrader.
        is_late = bool(parts) and parts[-1].bar <= placed.bar
        return None if rest or is_late or placed.parent in self.ended else max(parts[-1].bar, sent)

    def _family(self, placed: OrderPlaced) -> Sequence[int]:
        """Return the orders of the bracket an order belongs to, itself included."""
        self.patience.spend()
        head = placed.parent or placed.order
        return (head, placed.order, *self._children.get(head, ()))

    def in_market_after(self, placed: OrderPlaced) -> int:
        """Return the bar after which the market surely has an order: with the last of its bracket at the latest."""
        return max(self.placed[one - 1].bar for one in self._family(placed))

    def is_family_refused(self, placed: OrderPlaced, bar: int) -> bool:
        """Return whether another order of the bracket was refused on `bar`, or called off as this one was sent."""
        ends = [self.ended[one] for one in self._family(placed) if one != placed.order and one in self.ended]
        is_asked = self.sent_on(placed.order) == bar - 1
        return any(
            (end.reason is EndReason.MARGIN and end.bar == bar)
            or (end.reason is EndReason.CANCELLED and end.bar == bar - 1 and is_asked)
            for end in ends
        )

    def is_touched(self, placed: OrderPlaced) -> bool:
        """Return whether an order or one of the other exits of its bracket was filled, be it in part."""
        return placed.order in self.parts or bool(self.filled_by_siblings(placed))

    def is_in_group(self, order: int) -> bool:
        """Return whether an order is tied to others."""
        return order in self._groups

    def is_in_turn(self, order: int) -> bool:
        """Return whether an order is tried in order of its number; one of a bracket may have been sent on later."""
        return self.placed[order - 1].parent is None and order not in self._children

    def check_turns(self) -> None:
        """
        Check that orders filled on one bar were filled in the order they were sent.

        :raises BadResult: if two fills stand the other way round.
        """
        bar, last = -1, 0
        for fill in self.fills:
            if not self.is_in_turn(fill.order):
                continue
            if fill.bar == bar and fill.order < last:
                raise BadResult(f"Order {fill.order} is filled on bar {bar} behind order {last}, sent after it.")
            bar, last = fill.bar, fill.order

    def is_called_off(self, order: int) -> bool:
        """
        Return whether an order of a group was cancelled.

        A bracket whose parent was sent on at once is sent twice by Backtrader, and its double is called off.
        """
        end = self.ended.get(order)
        return self.is_in_group(order) and end is not None and end.reason is EndReason.CANCELLED

    def is_undone_by_group(self, order: int, bar: int) -> bool:
        """Return whether another order of the group was filled or ended on `bar`, which ended this one there too."""
        group = self._groups.get(order)
        return group is not None and self._group_events[group, bar] > 1

    @cached_property
    def _causes(self) -> dict[tuple[int, int], list[int]]:
        """Return the orders of each group that called off the others on each bar: filled, expired or refused."""
        groups = self._groups
        events = [(fill.order, fill.bar) for fill in self.fills]
        events += [
            (end.order, end.bar)
            for end in self.ended.values()
            if end.reason is not EndReason.CANCELLED and end.bar > self.placed[end.order - 1].bar
        ]
        causes: dict[tuple[int, int], list[int]] = {}
        for order, bar in events:
            if order in groups:
                causes.setdefault((groups[order], bar), []).append(order)
        return causes

    def is_undone_before_tried(self, order: int, bar: int) -> bool:
        """Return whether another order of the group was filled or ended on `bar` before this one's turn."""
        causes = self._causes.get((self._groups.get(order, 0), bar), ())
        return any(cause != order and self._is_before(cause, order, bar) for cause in causes)

    @cached_property
    def _mates(self) -> dict[int, list[int]]:
        """Return the orders of each one-cancels-other group, by each of them."""
        leaders: dict[int, int] = {}
        members: dict[int, list[int]] = {}
        for placed in self.placed:
            if placed.oco is not None:
                leader = leaders.setdefault(placed.oco, placed.oco)
                leaders[placed.order] = leader
                members.setdefault(leader, [leader]).append(placed.order)
        return {order: members[leader] for order, leader in leaders.items()}

    def is_tied_off(self, placed: OrderPlaced, bar: int) -> bool:
        """Return whether an order was called off before its turn on `bar`, because its other was filled or expired."""
        self.patience.spend()
        mates = self._mates.get(placed.order, ())
        ends = [self.ended[mate] for mate in mates if mate in self.ended]
        events = [(self.parts[mate][0].bar, mate) for mate in mates if mate in self.parts]
        events += [(end.bar, end.order) for end in ends if end.reason is EndReason.EXPIRED]
        if not events:
            return False
        at, first = min(events)
        # A group is untied by the first of it that ends, whoever was not in the market by then stays; an order of a
        # bracket may have been kept back for longer.
        refusals = (EndReason.MARGIN, EndReason.REJECTED)
        is_untied = any(end.bar < at or (end.bar == at and end.reason in refusals) for end in ends)
        is_bracket = any(self.placed[one - 1].parent or one in self._children for one in (first, placed.order))
        is_first = first == placed.order or (bar, placed.order) < (at, first)
        return not (is_first or is_untied or is_bracket) and placed.bar < at

    def _is_before(self, first: int, then: int, bar: int) -> bool:
        """Return whether one order had its turn on a bar before another one: the first sent, the first tried."""
        self.patience.spend()
        end, one, other = self.ended.get(first), self.placed[first - 1], self.placed[then - 1]
        refusals = (EndReason.MARGIN, EndReason.REJECTED)
        if end is not None and end.reason in refusals and end.bar == bar == one.bar + 1:
            # Refused when it was asked about, before anything is tried.
            return True
        family = other.parent or then
        if family == (one.parent or first):
            return first < then
        # An order that was kept back stands in the market only since the last one of its bracket was sent.
        return first < max(family, *self._children.get(family, ()), then)


def due_executions(*, orders: Orders, clock: Clock, terms: Sequence[Terms]) -> dict[int, Due]:
    """
    Return the fills our bars give each order if nothing ends it, and check every reported fill against them.

    :raises BadResult: at a fill that is early, late, at another price, larger than its order or than the bar's
        volume allows, or of an ended order.
    """
    due: dict[int, Due] = {}
    taken: list[dict[int, float]] = [{} for _ in clock.feeds]
    for placed in orders.placed:
        orders.patience.spend()
        after = orders.active_after(placed)
        if after is not None:
            find = _capped if terms[placed.feed].is_capped else _whole
            due[placed.order] = find(
                orders=orders,
                placed=placed,
                clock=clock,
                terms=terms[placed.feed],
                after=after,
                taken=taken[placed.feed],
            )
        reported = orders.parts.get(placed.order)
        if reported:
            _check_fills(orders=orders, placed=placed, reported=reported, due=due.get(placed.order, NOTHING_DUE))
    return due


def _whole(
    *, orders: Orders, placed: OrderPlaced, clock: Clock, terms: Terms, after: int, taken: dict[int, float]
) -> Due:
    """Return the one fill of an order that no volume limits, ended or not."""
    del taken
    offer = first_offer(placed=placed, feed=clock.feeds[placed.feed], after=after)
    if offer is None or offer.bar >= orders.bars_run or is_expired(placed=placed, clock=clock, bar=offer.bar):
        return NOTHING_DUE
    return Due(parts=(offer.execution(terms=terms, size=placed.size),), is_whole=True)


def _capped(
    *, orders: Orders, placed: OrderPlaced, clock: Clock, terms: Terms, after: int, taken: dict[int, float]
) -> Due:
    end = orders.ended.get(placed.order)

    def is_over(bar: int) -> bool:
        # Many large orders may share the volume of many bars.
        orders.patience.spend()
        return is_expired(placed=placed, clock=clock, bar=bar)

    return due_parts(
        placed=placed,
        feed=clock.feeds[placed.feed],
        terms=terms,
        after=after,
        before=orders.bars_run if end is None else min(orders.bars_run, end.bar + 1),
        is_over=is_over,
        reported={part.bar: part for part in orders.parts.get(placed.order, ())},
        siblings=orders.filled_by_siblings(placed),
        taken=taken,
    )


def is_expired(*, placed: OrderPlaced, clock: Clock, bar: int) -> bool:
    """Return whether an order's time was over on a bar of its symbol; a market order has none."""
    if placed.expires_at is None or placed.type is OrderType.MARKET:
        return False
    return clock.feeds[placed.feed].seconds_at(bar) > placed.expires_at


def first_missing(*, orders: Orders, placed: OrderPlaced, due: Mapping[int, Due]) -> Execution | None:
    """Return the first fill our bars give an order that was not reported, None if there is none."""
    known = due.get(placed.order)
    reported = len(orders.parts.get(placed.order, ()))
    return known.parts[reported] if known is not None and reported < len(known.parts) else None


def _check_fills(*, orders: Orders, placed: OrderPlaced, reported: Sequence[Fill], due: Due) -> None:
    end, is_double = orders.ended.get(placed.order), orders.is_called_off(placed.order)
    for at, fill in enumerate(reported):
        _check_fill(placed=placed, fill=fill, due=due.parts[at] if at < len(due.parts) else None)
        if orders.is_tied_off(placed, fill.bar):
            raise BadResult(f"Order {placed.order} is filled on bar {fill.bar}, called off by one tied to it before.")
        # The one exception: a reversal closes the old position, then lacks the cash for the new one.
        is_refused = end is not None and (end.reason is EndReason.MARGIN or is_double) and end.bar == fill.bar
        if fill.size < due.parts[at].size and not is_refused:
            raise BadResult(_without_reason(fill, placed))
    is_whole = due.is_whole and reported[-1].size == due.parts[-1].size and len(reported) == len(due.parts)
    if is_whole and end is not None and not (is_double and end.bar == reported[-1].bar):
        raise BadResult(_without_reason(reported[-1], placed))


def _check_fill(*, placed: OrderPlaced, fill: Fill, due: Execution | None) -> None:
    name = f"Order {placed.order} ({placed.side} {placed.type})"
    if due is None:
        raise BadResult(f"{name} is filled on bar {fill.bar}, but no bar reaches its price.")
    if fill.bar != due.bar:
        raise BadResult(f"{name} is filled on bar {fill.bar}, the prices fill it on bar {due.bar}.")
    if abs(fill.price - due.price) > PRICE_TOLERANCE * due.price:
        raise BadResult(f"{name} is filled at {fill.price:.10g}, bar {due.bar} fills it at {due.price:.10g}.")
    if fill.size > due.size:
        raise BadResult(f"{name} is filled with {fill.size:.10g} units, bar {due.bar} fills {due.size:.10g}.")


def _without_reason(fill: Fill, placed: OrderPlaced) -> str:
    return f"Order {fill.order} is filled with {fill.size:.10g} of {placed.size:.10g} units without a reason."


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
    if end.bar < due.bar or (end.bar == due.bar and orders.is_undone_before_tried(placed.order, end.bar)):
        return
    raise BadResult(f"Order {placed.order} is {end.reason} on bar {end.bar}, though bar {due.bar} fills it first.")
