"""What a run is compared with: buying on the first day and holding, or keeping the cash."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from engine.bars import Bars, Floats, Times, timeline
from engine.events import OrderPlaced, OrderType
from engine.ledger.account import Account
from engine.ledger.audit import account_of, booked
from engine.ledger.buying_power import Booking
from engine.ledger.clock import Clock, FeedClock
from engine.ledger.execution import first_offer
from engine.spec import Spec
from engine.trading.charging import Charger
from engine.trading.terms import Terms
from engine.trading.units import units_of_lots

# A price times a size, times a rate, and back again: the last bits do not make a purchase too dear.
ROUNDING: Final = 1e-12


def benchmark_of(*, spec: Spec, feeds: Sequence[Bars], bars: Bars | None = None) -> Account:
    """
    Return the account the spec's benchmark leads to, over the run's own instants.

    `bars` are the prices of a benchmark that is another symbol.

    :raises ValueError: if the spec names a symbol and its bars are not given.
    """
    if spec.benchmark == "cash":
        return kept_in_cash(spec, feeds)
    if spec.benchmark_symbol is None:
        return buy_and_hold(spec, feeds)
    if bars is None:
        raise ValueError(f"the bars of the benchmark {spec.benchmark_symbol} are missing")
    return on_timeline(buy_and_hold(spec, [bars]), timeline(feeds))


def kept_in_cash(spec: Spec, feeds: Sequence[Bars]) -> Account:
    """Return the account of one who never trades."""
    clock = Clock.of(feeds)
    return account_of(spec=spec, clock=clock, book=booked(spec=spec, clock=clock, bookings=[]))


def on_timeline(account: Account, times: Times) -> Account:
    """
    Return an account as it was seen at other instants.

    Where it has no bar its last value stands, before its first one the starting cash.
    """
    last = np.searchsorted(account.times, times, side="right")

    def seen(series: Floats, before: float) -> Floats:
        return np.concatenate(([before], series))[last]

    return replace(
        account,
        times=times,
        equity=seen(account.equity, account.initial_cash),
        cash=seen(account.cash, account.initial_cash),
        position_value=seen(account.position_value, 0.0),
        gross_value=seen(account.gross_value, 0.0),
        fills=tuple(replace(fill, bar=_first_from(times, account.times[fill.bar])) for fill in account.fills),
    )


def _first_from(times: Times, moment: np.datetime64) -> int:
    """Return the first of some instants at or after a moment, or the last of all."""
    return min(int(np.searchsorted(times, moment)), len(times) - 1)


def buy_and_hold(spec: Spec, feeds: Sequence[Bars]) -> Account:
    """
    Return the account of one who buys every symbol at its second bar's open and holds it to the end.

    Cash is shared out equally; each share buys whole lots at once, and pays by the same terms as the strategy, the
    limit on volume apart. The second bar, because the first is when the decision is taken.
    """
    clock = Clock.of(feeds)
    bookings = sorted(_purchases(spec, clock), key=lambda one: (one.execution.bar, one.placed.bar))
    return account_of(spec=spec, clock=clock, book=booked(spec=spec, clock=clock, bookings=bookings))


def _purchases(spec: Spec, clock: Clock) -> Iterator[Booking]:
    share = spec.cash / len(clock.feeds)
    for number, feed in enumerate(clock.feeds):
        if len(feed) >= feed.bars.warmup + 2:
            booking = _purchase(spec=spec, number=number, feed=feed, cash=share)
            if booking.size:
                yield booking


def _purchase(*, spec: Spec, number: int, feed: FeedClock, cash: float) -> Booking:
    first = int(feed.bar_of[feed.bars.warmup])
    placed = OrderPlaced(bar=first, order=number + 1, feed=number, side="buy", type=OrderType.MARKET, size=0.0)
    offer = first_offer(placed=placed, feed=feed, after=placed.bar)
    assert offer is not None, "the second bar fills a market order"
    fill = partial(offer.execution, terms=Terms.of(spec.costs, feed.bars))
    charger, lot_size = Charger(spec.costs), feed.bars.lot_size
    size = largest_purchase(cash=cash, price=lambda units: fill(size=units).price, charger=charger, lot_size=lot_size)
    return Booking(placed=placed, execution=fill(size=size), size=size)


def largest_purchase(*, cash: float, price: Callable[[float], float], charger: Charger, lot_size: float) -> float:
    """
    Return the whole lots that cash buys, commission included; `price` is that of so many units.

    >>> from engine.spec import Costs
    >>> charger = Charger(Costs(commission_rate=0.001))
    >>> largest_purchase(cash=1000.0, price=lambda units: 10.0, charger=charger, lot_size=1.0)
    99.0
    >>> largest_purchase(cash=1000.0, price=lambda units: 10 + units / 10, charger=charger, lot_size=1.0)
    61.0
    """
    lots = math.floor(cash / (price(lot_size) * (1 + charger.rate) * lot_size))
    # What is paid only once an order, and what grows with it, is not in that.
    if _cost_of(lots * lot_size, price, charger) > cash * (1 + ROUNDING):
        low = 0
        # More lots than bisect can count are possible: a coin of eight decimals, for a large account.
        while low < lots:
            middle = (low + lots + 1) // 2
            if _cost_of(middle * lot_size, price, charger) <= cash:
                low = middle
            else:
                lots = middle - 1
    return units_of_lots(lots, lot_size=lot_size)


def _cost_of(units: float, price: Callable[[float], float], charger: Charger) -> float:
    return units * price(units) + charger.cost(0, units=units, price=price(units), day=None).total
