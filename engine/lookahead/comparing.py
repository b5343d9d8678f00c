"""Where two runs of the same program part ways."""

import math
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from itertools import zip_longest
from typing import Any, Final

from engine.events import EndReason, Fill, OrderEnded, OrderLog, OrderPlaced
from engine.lookahead.findings import Act, ActKind

Event = OrderPlaced | Fill | OrderEnded

# Sums over columns of different lengths may differ in their last bits; what matters differs by more.
TOLERANCE: Final = 1e-9
# On one bar the broker's turn comes before the strategy's.
_RANK: Final = {Fill: 0, OrderEnded: 1, OrderPlaced: 2}
_KIND: Final[dict[type, ActKind]] = {Fill: "filled", OrderEnded: "ended", OrderPlaced: "placed"}


@dataclass(frozen=True, kw_only=True)
class Parting:
    """The first act in which two runs differ; None for the one that did nothing."""

    bar: int
    full: Act | None
    cut_short: Act | None


def first_difference(full: OrderLog, cut_short: OrderLog, *, until: int, symbols: tuple[str, ...]) -> Parting | None:
    """Return where what happened up to and including the bar `until` first differs, None if it is the same."""
    for one, other in zip_longest(events(full, until=until), events(cut_short, until=until)):
        if one is not None and other is not None:
            if _are_same(one, other):
                continue
            if _place(one) != _place(other):
                # One run did something here that the other does later, or never.
                one, other = (one, None) if _place(one) < _place(other) else (None, other)
        return Parting(
            bar=min(event.bar for event in (one, other) if event is not None),
            full=None if one is None else _act(one, full, symbols),
            cut_short=None if other is None else _act(other, cut_short, symbols),
        )
    return None


def events(log: OrderLog, *, until: int) -> list[Event]:
    """Return what happened to orders up to and including a bar, in order."""
    return sorted((event for event in _events(log) if event.bar <= until), key=_place)


def _events(log: OrderLog) -> Iterator[Event]:
    yield from log.placed
    yield from log.fills
    sent_on = {order.order: order.bar for order in log.placed}
    for end in log.ended:
        # An order kept back with transmit=False and never sent is given up when the data ends, wherever that is.
        if not (end.reason is EndReason.REJECTED and end.bar == sent_on.get(end.order)):
            yield end


def _place(event: Event) -> tuple[int, int, int]:
    return event.bar, _RANK[type(event)], event.order


def _are_same(one: Event, other: Event) -> bool:
    return one == other or (type(one) is type(other) and all(map(_are_equal, astuple(one), astuple(other))))


def _are_equal(one: Any, other: Any) -> bool:
    """
    Return whether two values are the same but for the last bits of a number.

    >>> _are_equal(0.1 + 0.2, 0.3), _are_equal(1.0, 1.0001), _are_equal(None, 1.0)
    (True, False, False)
    """
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(one == other)


def line_of(log: OrderLog, number: int) -> int:
    """Return the line of the source that sent an order, 0 where that was not kept."""
    lines = zip((order.order for order in log.placed), log.lines, strict=False)
    return next((line for order, line in lines if order == number), 0)


def _act(event: Event, log: OrderLog, symbols: tuple[str, ...]) -> Act:
    placed = next((order for order in log.placed if order.order == event.order), None)
    return Act(
        kind=_KIND[type(event)],
        order=event.order,
        symbol=symbols[placed.feed] if placed else "",
        side=placed.side if placed else None,
        type=placed.type if placed else None,
        size=placed.size if isinstance(event, OrderEnded) and placed else getattr(event, "size", 0.0),
        price=event.price if isinstance(event, Fill | OrderPlaced) else None,
        limit_price=getattr(event, "limit_price", None),
        reason=event.reason if isinstance(event, OrderEnded) else None,
        line=line_of(log, event.order),
    )
