"""When and at what price our own bars fill an order."""

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from engine.bars import Floats
from engine.events import OrderPlaced, OrderType
from engine.ledger.clock import FeedClock
from engine.trading.matching import STOPS, TRAILING, Quote, Resting, attempt, close_quote
from engine.trading.terms import Terms

FIRST_CHUNK: Final = 64
ALWAYS_SLIPPED: Final = (OrderType.MARKET, OrderType.STOP, OrderType.TRAILING_STOP)
# Market orders wait alike; most orders are of these.
_MARKET: Final = {
    "buy": Resting(side="buy", type=OrderType.MARKET),
    "sell": Resting(side="sell", type=OrderType.MARKET),
}


class Execution(NamedTuple):
    """
    A fill as our rules make it.

    `unslipped` is the price the bar offered, `slipped` that with slippage, `price` what was paid, the order's own
    impact included; `is_clipped` says that the bar's range kept the slippage smaller than the spec asks for, and
    `is_from_before` that the price is the last one before the bar.
    """

    bar: int
    size: float
    price: float
    slipped: float
    unslipped: float
    is_clipped: bool
    is_from_before: bool = False


class Offer(NamedTuple):
    """What the bar of a row offers a waiting order, and how the order waits on."""

    order: Resting
    waiting: Resting
    row: int
    bar: int
    quote: Quote
    is_from_before: bool = False

    def execution(self, *, terms: Terms, size: float) -> Execution:
        """Return the fill that `size` units get."""
        side, quote, limit = self.order.side, self.quote, self.order.worst_price
        price = terms.price(side=side, quote=quote, size=size, row=self.row, limit=limit)
        is_slipped = self.order.type in ALWAYS_SLIPPED or price.slipped != quote.price
        return Execution(
            bar=self.bar,
            size=size,
            price=price.paid,
            slipped=price.slipped,
            unslipped=quote.price,
            is_clipped=is_slipped and price.slipped != price.wanted,
            is_from_before=self.is_from_before,
        )


def first_offer(*, placed: OrderPlaced, feed: FeedClock, after: int) -> Offer | None:
    """Return the first offer our bars make an order that waits from the instant `after` on, None if they never do."""
    return next_offer(order=as_it_waits(placed=placed, feed=feed), feed=feed, row=int(feed.row_at[after]) + 1)


def as_it_waits(*, placed: OrderPlaced, feed: FeedClock) -> Resting:
    """Return an order as it enters the market."""
    if placed.type is OrderType.MARKET:
        return _MARKET[placed.side]
    is_for_close = placed.type is OrderType.CLOSE
    return Resting.from_event(placed, session_end=feed.session_end_after(placed.bar) if is_for_close else None)


def next_offer(*, order: Resting, feed: FeedClock, row: int) -> Offer | None:
    """Return the first offer that the bars from a row on make a waiting order, None if they never do."""
    if order.type is OrderType.CLOSE:
        return _closing_offer(order=order, feed=feed, row=row)
    start = row
    while True:
        # Most bars cannot touch a waiting order: they are skipped by column, the rest tried one by one.
        touched, order = _next_touched(order=order, feed=feed, row=start)
        if touched is None:
            return None
        quote, waiting = attempt(order=order, bar=feed.prices(touched))
        if quote is not None:
            bar = int(feed.bar_of[touched])
            return Offer(order=order, waiting=waiting, row=touched, bar=bar, quote=quote)
        order, start = waiting, touched + 1


def _closing_offer(*, order: Resting, feed: FeedClock, row: int) -> Offer | None:
    """
    Return the close of the session an order waits for, told by its last bar or else by the first one after it.

    What comes too late for that, or is left of it, gets the close of every bar; so does all on bars of whole days.
    """
    end = order.session_end
    at = row if end is None else max(row, feed.first_row_from(end))
    if at >= len(feed):
        return None
    is_told_later = row < at and feed.bars.times[at] != end
    quote = close_quote(feed.prices(at - 1 if is_told_later else at).close)
    bar = int(feed.bar_of[at])
    return Offer(order=order, waiting=order, row=at, bar=bar, quote=quote, is_from_before=is_told_later)


def _next_touched(*, order: Resting, feed: FeedClock, row: int) -> tuple[int | None, Resting]:
    if order.type is OrderType.MARKET or (order.is_triggered and order.type in STOPS):
        return (row if row < len(feed) else None), order
    if order.type in TRAILING and not order.is_triggered:
        return _trail_until_touched(order=order, feed=feed, row=row)
    is_limit = order.type is OrderType.LIMIT or order.is_triggered
    level = order.limit if order.is_triggered else order.trigger
    # A limit waits for a better price, a stop for a worse one.
    waits_below = (order.side == "buy") == is_limit
    column = feed.bars.low if waits_below else feed.bars.high
    return _first_beyond(column=column, level=level, is_below=waits_below, row=row), order


def _first_beyond(*, column: Floats, level: float, is_below: bool, row: int) -> int | None:
    chunk = FIRST_CHUNK
    while row < len(column):
        values = column[row : row + chunk]
        hits = values <= level if is_below else values >= level
        at = int(hits.argmax())
        if hits[at]:
            return row + at
        row, chunk = row + chunk, chunk * 2
    return None


def _trail_until_touched(*, order: Resting, feed: FeedClock, row: int) -> tuple[int | None, Resting]:
    chunk, is_sell = FIRST_CHUNK, order.side == "sell"
    offset, level = order.trigger - order.limit, order.trigger
    while row < len(feed):
        closes = feed.bars.close[row : row + chunk]
        levels = _levels(order=order, level=level, closes=closes)
        extremes = feed.bars.low if is_sell else feed.bars.high
        reached = extremes[row : row + chunk]
        hits = reached <= levels[:-1] if is_sell else reached >= levels[:-1]
        at = int(hits.argmax())
        if hits[at]:
            level = float(levels[at])
            moved = replace(order, trigger=level, limit=level - offset) if level != order.trigger else order
            return row + at, moved
        row, chunk, level = row + chunk, chunk * 2, float(levels[-1])
    return None, order


def _levels(*, order: Resting, level: float, closes: Floats) -> Floats:
    """Return the stop level each bar is tried with, and last the level after them all."""
    distance = order.trail_amount or closes * order.trail_percent
    if order.side == "sell":
        return np.maximum.accumulate(np.concatenate(([level], closes - distance)))
    return np.minimum.accumulate(np.concatenate(([level], closes + distance)))
