"""An account at one moment, and what it could still open."""

from collections.abc import Mapping
from typing import NamedTuple, Self

from engine.ledger.clock import Clock
from engine.trading.margin import headroom


class MarginAccount(NamedTuple):
    """
    Cash and the position in each feed just before `bar`, or while it is traded.

    Positions are valued at the last close before the bar, but the feed being traded at the `price` it trades at.
    """

    clock: Clock
    leverage: float | None
    bar: int
    cash: float
    held: Mapping[int, float]
    feed: int | None = None
    price: float = 0.0

    @property
    def follows_cash(self) -> bool:
        """Return whether cash alone says what may be bought."""
        return self.leverage is None or (self.leverage == 1.0 and all(size >= 0 for size in self.held.values()))

    def after(self, *, feed: int, units: float, price: float, cost: float) -> Self:
        """Return the account after a trade; `units` is negative for a sale."""
        held = {**self.held, feed: self.held.get(feed, 0.0) + units}
        return self._replace(cash=self.cash - units * price - cost, held=held, feed=feed, price=price)

    def room(self) -> float:
        """Return the value that may still be opened."""
        if self.follows_cash:
            return self.cash
        long_value, short_value = self._values()
        return headroom(cash=self.cash, long_value=long_value, short_value=short_value, leverage=self.leverage)

    def equity(self) -> float:
        """Return what the account is worth."""
        long_value, short_value = self._values()
        return self.cash + long_value - short_value

    def _values(self) -> tuple[float, float]:
        worth = [size * self._mark(feed) for feed, size in self.held.items() if size]
        return sum(one for one in worth if one > 0), -sum(one for one in worth if one < 0)

    def _mark(self, feed: int) -> float:
        close = self.price if feed == self.feed else self.clock.feeds[feed].close_at(self.bar - 1)
        assert close is not None, "what is held has been traded"
        return close
