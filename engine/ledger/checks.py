"""Is an order log well formed? Whether it is true is asked afterwards."""

import math
from collections.abc import Sequence
from itertools import pairwise

from engine.events import Fill, OrderEnded, OrderLog, OrderPlaced
from engine.ledger.clock import Clock
from engine.trading.matching import AT_ONCE, LIMITED, TRAILING
from engine.trading.units import SMALLEST_SIZE


class BadResult(Exception):
    """An order log that our own bars and cost model contradict; the text is fit for users."""


def check_form(*, log: OrderLog, clock: Clock) -> None:
    """
    Check numbering, order in time, references, and that every figure is a usable number.

    :raises BadResult: at the first breach.
    """
    if not 0 <= log.bars_run <= len(clock):
        raise BadResult(f"The run reports {log.bars_run} bars, the prices have {len(clock)}.")
    _check_placed(log.placed, feeds=len(clock.feeds), bars_run=log.bars_run)
    _check_fills(log.fills, placed=log.placed, bars_run=log.bars_run)
    _check_ended(log.ended, placed=log.placed, bars_run=log.bars_run)


def _check_placed(placed: Sequence[OrderPlaced], *, feeds: int, bars_run: int) -> None:
    _check_times("orders", [order.bar for order in placed], bars_run)
    for number, order in enumerate(placed, start=1):
        if order.order != number:
            raise BadResult(f"Order {order.order} is reported where order {number} was due.")
        if not SMALLEST_SIZE <= order.size < math.inf:
            raise BadResult(f"Order {number} has a size that is not a positive number.")
        if not 0 <= order.feed < feeds:
            raise BadResult(f"Order {number} names a symbol the run does not have.")
        if order.type not in AT_ONCE and order.price is None:
            raise BadResult(f"Order {number} is a {order.type} order without a price.")
        _check_prices(order)
        _check_relatives(order)


def _check_prices(order: OrderPlaced) -> None:
    for value in (order.price, order.limit_price, order.trail_amount, order.trail_percent):
        if value is not None and not math.isfinite(value):
            raise BadResult(f"Order {order.order} has a price that is not a number.")
    if order.limit_price is not None and order.type not in LIMITED:
        raise BadResult(f"Order {order.order} is a {order.type} order with a limit.")
    if (order.trail_amount is not None or order.trail_percent is not None) and order.type not in TRAILING:
        raise BadResult(f"Order {order.order} is a {order.type} order that trails.")


def _check_relatives(order: OrderPlaced) -> None:
    for relative in (order.parent, order.oco):
        if relative is not None and not 1 <= relative < order.order:
            raise BadResult(f"Order {order.order} refers to order {relative}, which was not sent before it.")


def _check_fills(fills: Sequence[Fill], *, placed: Sequence[OrderPlaced], bars_run: int) -> None:
    _check_times("fills", [fill.bar for fill in fills], bars_run)
    _check_names("filled", [(fill.order, fill.bar) for fill in fills], len(placed))
    for fill in fills:
        if not SMALLEST_SIZE <= fill.size < math.inf:
            raise BadResult(f"The fill of order {fill.order} has a size that is not a positive number.")
        if not 0 < fill.price < math.inf:
            raise BadResult(f"Order {fill.order} is filled at a price that is not a positive number.")
        if fill.bar <= placed[fill.order - 1].bar:
            raise BadResult(f"Order {fill.order} is filled on bar {fill.bar}, not after the bar it was sent on.")


def _check_ended(ended: Sequence[OrderEnded], *, placed: Sequence[OrderPlaced], bars_run: int) -> None:
    _check_times("ended orders", [end.bar for end in ended], bars_run)
    _check_names("ended", [(end.order, 0) for end in ended], len(placed))
    for end in ended:
        if end.bar < placed[end.order - 1].bar:
            raise BadResult(f"Order {end.order} is ended before it was sent.")


def _check_times(what: str, bars: Sequence[int], bars_run: int) -> None:
    if any(later < earlier for earlier, later in pairwise(bars)):
        raise BadResult(f"Time goes back in the list of {what}.")
    if bars and not 0 <= bars[0] <= bars[-1] < bars_run:
        raise BadResult(f"The list of {what} reaches outside the {bars_run} bars that were run.")


def _check_names(what: str, events: Sequence[tuple[int, int]], sent: int) -> None:
    """Check that each event is one of an order that was sent, and that an order has one of a kind (on each bar)."""
    seen: set[tuple[int, int]] = set()
    for event in events:
        if not 1 <= event[0] <= sent:
            raise BadResult(f"Order {event[0]} is {what} but was never sent.")
        if event in seen:
            raise BadResult(f"Order {event[0]} is {what} twice.")
        seen.add(event)
