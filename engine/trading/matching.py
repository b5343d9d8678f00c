"""At what price a bar may fill an order: the rules of Backtrader 1.9.78's BackBroker."""

from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Self

import numpy as np

from engine.events import OrderPlaced, OrderType, Side

# These wait for no price.
AT_ONCE: Final = (OrderType.MARKET, OrderType.CLOSE)
TRAILING: Final = (OrderType.TRAILING_STOP, OrderType.TRAILING_STOP_LIMIT)
STOPS: Final = (OrderType.STOP, OrderType.TRAILING_STOP)
LIMITED: Final = (OrderType.STOP_LIMIT, OrderType.TRAILING_STOP_LIMIT)


class Bar(NamedTuple):
    """The prices of one bar."""

    open: float
    high: float
    low: float
    close: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Resting:
    """
    An order waiting in the market, with what moves while it waits.

    `trigger` is the limit of a limit order, else the stop level; `limit` is for stop-limit orders only. An order for
    the close waits for `session_end`.
    """

    side: Side
    type: OrderType
    trigger: float = 0.0
    limit: float = 0.0
    trail_amount: float = 0.0
    trail_percent: float = 0.0
    is_triggered: bool = False
    session_end: np.datetime64 | None = None

    @classmethod
    def from_event(cls, placed: OrderPlaced, *, session_end: np.datetime64 | None = None) -> Self:
        """Return the order as it enters the market (a trailing order's price is its first stop level)."""
        trigger = placed.price or 0.0
        return cls(
            side=placed.side,
            type=placed.type,
            trigger=trigger,
            limit=trigger if placed.limit_price is None else placed.limit_price,
            trail_amount=placed.trail_amount or 0.0,
            trail_percent=placed.trail_percent or 0.0,
            session_end=session_end,
        )

    @property
    def worst_price(self) -> float | None:
        """Return the price no fill may be worse than, None for orders without a limit."""
        if self.type is OrderType.LIMIT:
            return self.trigger
        return self.limit if self.type in LIMITED else None


class Quote(NamedTuple):
    """
    What a bar offers an order before costs: a price, and the worst one that slippage may make of it.

    Where nothing slips, as at a limit or at the close, both are the same.
    """

    price: float
    worst: float


def market_quote(*, side: Side, bar: Bar) -> Quote:
    """
    Return what a market order is offered on the bar after it was sent.

    >>> market_quote(side="buy", bar=Bar(open=100.0, high=101.0, low=99.0, close=100.5))
    Quote(price=100.0, worst=101.0)
    """
    return Quote(price=bar.open, worst=bar.high if side == "buy" else bar.low)


def close_quote(price: float) -> Quote:
    """
    Return what an order for the close is offered: that price, which slippage does not change.

    >>> close_quote(100.5)
    Quote(price=100.5, worst=100.5)
    """
    return Quote(price=price, worst=price)


def limit_quote(*, side: Side, limit: float, bar: Bar) -> Quote | None:
    """
    Return what a limit order is offered, never worse than its limit, or None if the bar does not reach it.

    >>> bar = Bar(open=100.0, high=102.0, low=98.0, close=101.0)
    >>> limit_quote(side="buy", limit=99.0, bar=bar)
    Quote(price=99.0, worst=99.0)
    >>> limit_quote(side="buy", limit=101.5, bar=bar)
    Quote(price=100.0, worst=101.5)
    >>> limit_quote(side="buy", limit=97.0, bar=bar) is None
    True
    """
    if side == "buy":
        if limit >= bar.open:
            return Quote(price=bar.open, worst=min(bar.high, limit))
        return Quote(price=limit, worst=limit) if limit >= bar.low else None
    if limit <= bar.open:
        # Backtrader clips a sell to its limit only, so slippage may carry it a little under the bar's low.
        return Quote(price=bar.open, worst=limit)
    return Quote(price=limit, worst=limit) if limit <= bar.high else None


def stop_quote(*, side: Side, trigger: float, bar: Bar) -> Quote | None:
    """
    Return what a stop order is offered: the open if the bar gapped through the stop, else the stop; None if untouched.

    >>> bar = Bar(open=100.0, high=102.0, low=98.0, close=101.0)
    >>> stop_quote(side="sell", trigger=99.0, bar=bar)
    Quote(price=99.0, worst=98.0)
    >>> stop_quote(side="sell", trigger=101.0, bar=bar)
    Quote(price=100.0, worst=98.0)
    >>> stop_quote(side="buy", trigger=103.0, bar=bar) is None
    True
    """
    gapped = bar.open >= trigger if side == "buy" else bar.open <= trigger
    reached = bar.high >= trigger if side == "buy" else bar.low <= trigger
    if not (gapped or reached):
        return None
    return Quote(price=bar.open if gapped else trigger, worst=bar.high if side == "buy" else bar.low)


def triggered_limit_quote(*, side: Side, trigger: float, limit: float, bar: Bar) -> Quote | None:
    """
    Return what a stop-limit order is offered on the bar that triggers it between open and far end, or None.

    One bar does not tell its own path, so only fills that every path allows are given.

    >>> bar = Bar(open=100.0, high=104.0, low=98.0, close=101.0)
    >>> triggered_limit_quote(side="buy", trigger=103.0, limit=103.5, bar=bar)
    Quote(price=103.0, worst=104.0)
    >>> triggered_limit_quote(side="buy", trigger=103.0, limit=102.0, bar=bar) is None
    True
    """
    if side == "buy":
        if limit >= trigger:
            return Quote(price=trigger, worst=bar.high)
        return Quote(price=limit, worst=limit) if bar.open > bar.close and limit >= bar.close else None
    if limit <= trigger:
        return Quote(price=trigger, worst=bar.low)
    return Quote(price=limit, worst=limit) if bar.open <= bar.close and limit <= bar.close else None


def trailed_level(*, side: Side, level: float, price: float, amount: float, percent: float) -> float:
    """
    Return where a trailing stop stands after a bar closed at `price`: it only ever moves with the trade.

    >>> trailed_level(side="sell", level=95.0, price=104.0, amount=5.0, percent=0.0)
    99.0
    >>> trailed_level(side="sell", level=99.0, price=100.0, amount=0.0, percent=0.05)
    99.0
    """
    distance = amount or price * percent
    return min(level, price + distance) if side == "buy" else max(level, price - distance)


def attempt(*, order: Resting, bar: Bar) -> tuple[Quote | None, Resting]:
    """
    Try one bar on a waiting order and return what it is offered, or None, and the order as it waits on.

    To be called for every bar of the feed after the one the order became active on.

    >>> bar = Bar(open=100.0, high=102.0, low=98.0, close=101.0)
    >>> attempt(order=Resting(side="sell", type=OrderType.STOP, trigger=99.0), bar=bar)[0]
    Quote(price=99.0, worst=98.0)
    >>> resting = Resting(side="sell", type=OrderType.TRAILING_STOP, trigger=97.0, trail_amount=3.0)
    >>> quote, resting = attempt(order=resting, bar=bar)
    >>> quote, resting.trigger
    (None, 98.0)
    """
    if order.type is OrderType.MARKET or (order.is_triggered and order.type in STOPS):
        return market_quote(side=order.side, bar=bar), order
    if order.type is OrderType.CLOSE:
        return close_quote(bar.close), order
    if order.type is OrderType.LIMIT:
        return limit_quote(side=order.side, limit=order.trigger, bar=bar), order
    if order.type in STOPS:
        quote = stop_quote(side=order.side, trigger=order.trigger, bar=bar)
    elif order.is_triggered:
        return limit_quote(side=order.side, limit=order.limit, bar=bar), order
    else:
        quote, order = _attempt_stop_limit(order=order, bar=bar)
    if quote is None and order.type in TRAILING:
        order = _trail(order=order, close=bar.close)
    return quote, order


def remainder(*, tried: Resting, order: Resting, bar: Bar) -> Resting:
    """
    Return how the rest of an order waits on after a bar that could not fill it whole; `tried` is how it met the bar.

    A stop that was reached is a market order from then on. A trailing stop-limit moves once more, as Backtrader's does
    on the bar that triggers it.

    >>> bar = Bar(open=100.0, high=102.0, low=98.0, close=101.0)
    >>> stop = Resting(side="sell", type=OrderType.STOP, trigger=99.0)
    >>> attempt(order=remainder(tried=stop, order=stop, bar=bar), bar=bar)[0]
    Quote(price=100.0, worst=98.0)
    """
    if order.type in STOPS:
        return replace(order, is_triggered=True)
    if order.type in TRAILING and not tried.is_triggered:
        return _trail(order=order, close=bar.close)
    return order


def _attempt_stop_limit(*, order: Resting, bar: Bar) -> tuple[Quote | None, Resting]:
    is_buy = order.side == "buy"
    triggered = replace(order, is_triggered=True)
    if bar.open >= order.trigger if is_buy else bar.open <= order.trigger:
        return limit_quote(side=order.side, limit=order.limit, bar=bar), triggered
    if bar.high >= order.trigger if is_buy else bar.low <= order.trigger:
        quote = triggered_limit_quote(side=order.side, trigger=order.trigger, limit=order.limit, bar=bar)
        return quote, triggered
    return None, order


def _trail(*, order: Resting, close: float) -> Resting:
    level = trailed_level(
        side=order.side, level=order.trigger, price=close, amount=order.trail_amount, percent=order.trail_percent
    )
    if level == order.trigger:
        return order
    # The limit keeps its distance from the stop for as long as the order lives.
    return replace(order, trigger=level, limit=level - (order.trigger - order.limit))
