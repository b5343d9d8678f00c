"""Which parts of an order our own bars fill where orders share the volume of a bar."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.events import Fill, OrderPlaced
from engine.ledger.clock import FeedClock
from engine.ledger.execution import Execution, as_it_waits, next_offer
from engine.trading.matching import remainder
from engine.trading.terms import Terms
from engine.trading.volume import is_nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """The fills our bars give an order, and whether they fill all that it was sent for."""

    parts: Sequence[Execution]
    is_whole: bool


def due_parts(
    *,
    placed: OrderPlaced,
    feed: FeedClock,
    terms: Terms,
    after: int,
    before: int,
    is_over: Callable[[int], bool],
    reported: Mapping[int, Fill],
    siblings: Sequence[Fill],
    taken: dict[int, float],
) -> Due:
    """
    Return the parts of an order that waits from the instant `after` on and is over at `before`, or by its own time.

    Orders must come in the order of sending: the earlier one is served first, and `taken` keeps what of each row's
    volume is gone. `reported` are the order's own fills by bar, `siblings` those of the others in its bracket: what
    one exit takes, the other need not.
    """
    remaining, others = placed.size, deque(siblings)
    order, row, parts = as_it_waits(placed=placed, feed=feed), int(feed.row_at[after]) + 1, list[Execution]()
    while (offer := next_offer(order=order, feed=feed, row=row)) and offer.bar < before and not is_over(offer.bar):
        waiting = len(others)
        while others and (others[0].bar, others[0].order) < (offer.bar, placed.order):
            remaining -= others.popleft().size
        if len(others) < waiting and is_nothing(remaining=remaining, lot_size=terms.bars.lot_size):
            break
        size = terms.part(remaining=remaining, row=offer.row, taken=taken.get(offer.row, 0.0))
        if size:
            parts.append(offer.execution(terms=terms, size=size))
            remaining -= size
        if offer.bar in reported:
            taken[offer.row] = taken.get(offer.row, 0.0) + reported[offer.bar].size
        if not remaining:
            break
        order = remainder(tried=offer.order, order=offer.waiting, bar=feed.prices(offer.row))
        row = offer.row + 1
    return Due(parts=parts, is_whole=not remaining and len(others) == len(siblings))
