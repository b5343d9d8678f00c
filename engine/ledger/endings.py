"""Did each order that was not filled end when, and why, it is said to have ended?"""

from engine.events import EndReason, OrderEnded, OrderPlaced, OrderType
from engine.ledger.checks import BadResult
from engine.ledger.clock import Clock
from engine.ledger.orders import Orders


def check_endings(*, orders: Orders, clock: Clock) -> None:
    """
    Check of every ending, and of every order without one, that a broker could have told it.

    A cancellation is the strategy's own word. When an order expires our bars say; who was refused along with another
    order needs one that was refused; and only an order that was kept back ends on the bar it was sent on.

    :raises BadResult: at the first breach.
    """
    for end in orders.ended.values():
        _check_end(orders=orders, end=end, clock=clock)
    for placed in orders.placed:
        if placed.expires_at is not None and placed.type is not OrderType.MARKET:
            _check_over_in_time(orders=orders, placed=placed, clock=clock)


def _check_end(*, orders: Orders, end: OrderEnded, clock: Clock) -> None:
    placed = orders.placed[end.order - 1]
    if end.reason is EndReason.EXPIRED:
        over = expires_on(placed=placed, clock=clock, after=placed.bar)
        if over is None or end.bar < over:
            raise BadResult(f"Order {end.order} is said to expire on bar {end.bar}, before its time was over.")
    elif end.reason is EndReason.REJECTED:
        if end.bar != placed.bar and not orders.is_family_refused(placed, end.bar):
            raise BadResult(f"Order {end.order} is rejected on bar {end.bar}, though none it depends on was refused.")
    elif end.bar == placed.bar:
        raise BadResult(f"Order {end.order} is {end.reason} on the bar it was sent on, before the market had it.")


def _check_over_in_time(*, orders: Orders, placed: OrderPlaced, clock: Clock) -> None:
    """Check that an order with a time limit did not wait, or end otherwise, after its time was over."""
    over = expires_on(placed=placed, clock=clock, after=orders.in_market_after(placed))
    if over is None or over >= orders.bars_run or orders.is_touched(placed):
        return
    end = orders.ended.get(placed.order)
    if end is None or end.bar > over:
        raise BadResult(f"Order {placed.order} goes on waiting, though its time was over on bar {over}.")
    if end.bar == over and end.reason is EndReason.CANCELLED and not orders.is_in_group(placed.order):
        raise BadResult(f"Order {placed.order} is cancelled on bar {over}, on which its time was over before.")


def expires_on(*, placed: OrderPlaced, clock: Clock, after: int) -> int | None:
    """Return the first bar on which a broker that has an order since the bar `after` finds its time over."""
    if placed.expires_at is None or placed.type is OrderType.MARKET:
        return None
    first = clock.feeds[placed.feed].first_bar_later_than(placed.expires_at)
    return None if first is None else max(first, after + 1)
