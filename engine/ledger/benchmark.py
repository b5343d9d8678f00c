"""What buying on the first day and holding would have brought."""

import math
from collections.abc import Iterator, Sequence

from engine.bars import Bars
from engine.events import OrderPlaced, OrderType
from engine.ledger.account import Account
from engine.ledger.audit import account_of, booked
from engine.ledger.buying_power import Booking
from engine.ledger.clock import Clock
from engine.ledger.execution import first_execution
from engine.spec import Spec


def buy_and_hold(spec: Spec, feeds: Sequence[Bars]) -> Account:
    """
    Return the account of one who buys every symbol at its second bar's open and holds it to the end.

    Cash is shared out equally; each share buys whole lots, and pays the same slippage and commission as the
    strategy. The second bar, because the first is when the decision is taken.
    """
    clock = Clock.of(feeds)
    bookings = sorted(_purchases(spec, clock), key=lambda one: one.execution.bar)
    return account_of(spec=spec, clock=clock, book=booked(spec=spec, clock=clock, bookings=bookings))


def _purchases(spec: Spec, clock: Clock) -> Iterator[Booking]:
    share = spec.cash / len(clock.feeds)
    for number, feed in enumerate(clock.feeds):
        first = feed.bars.warmup
        if len(feed) < first + 2:
            continue
        placed = OrderPlaced(
            bar=int(feed.bar_of[first]), order=number + 1, feed=number, side="buy", type=OrderType.MARKET, size=0.0
        )
        execution = first_execution(placed=placed, feed=feed, after=placed.bar, rate=spec.costs.slippage_rate)
        assert execution is not None, "the second bar fills a market order"
        size = affordable(
            cash=share,
            price=execution.price,
            commission_rate=spec.costs.commission_rate,
            lot_size=feed.bars.lot_size,
        )
        if size:
            yield Booking(placed=placed, execution=execution, size=size)


def affordable(*, cash: float, price: float, commission_rate: float, lot_size: float) -> float:
    """
    Return the whole lots that cash buys, commission included.

    >>> affordable(cash=1000.0, price=10.0, commission_rate=0.0, lot_size=1.0)
    100.0
    >>> affordable(cash=1000.0, price=10.0, commission_rate=0.001, lot_size=1.0)
    99.0
    """
    lots = math.floor(cash / (price * (1 + commission_rate) * lot_size))
    return round(lots * lot_size, 12)
