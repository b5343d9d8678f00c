"""What an account may still open: Backtrader's cash rule, or a limit on its gross exposure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.events import OrderType, Side
from engine.trading.matching import AT_ONCE


def headroom(*, cash: float, long_value: float, short_value: float, leverage: float | None) -> float:
    """
    Return the value an account may still open: leverage x equity - gross exposure; without a limit, its cash.

    Equity is cash + long - short and gross exposure long + short. Written out per term, as here, the room of an
    account that only buys is its cash at leverage 1, to the last bit: Backtrader's rule.

    >>> headroom(cash=5_000.0, long_value=95_000.0, short_value=0.0, leverage=1.0)
    5000.0
    >>> headroom(cash=195_000.0, long_value=0.0, short_value=95_000.0, leverage=1.0)
    5000.0
    >>> headroom(cash=-50_000.0, long_value=150_000.0, short_value=0.0, leverage=2.0)
    50000.0
    """
    if leverage is None:
        return cash
    return leverage * cash + (leverage - 1.0) * long_value - (leverage + 1.0) * short_value


def is_judged_when_reached(*, side: Side, order_type: OrderType, has_parent: bool) -> bool:
    """
    Return whether nobody can tell, when an order is sent, if it will open anything.

    The children of a bracket close what their parent opens. A limit or stop to sell may take a profit, stop a loss
    or open a short position: that depends on what is held when its price is reached.

    >>> is_judged_when_reached(side="sell", order_type=OrderType.LIMIT, has_parent=False)
    True
    >>> is_judged_when_reached(side="sell", order_type=OrderType.MARKET, has_parent=False)
    False
    """
    return has_parent or (side == "sell" and order_type not in AT_ONCE)


class Trial(NamedTuple):
    """What an order leaves of the room there is, less than nothing if it is refused, and whether it opens anything."""

    left: float
    opens: bool


@dataclass(kw_only=True, slots=True)
class Batch:
    """
    The orders sent on one bar, tried one after the other before any of them is in the market.

    `room` is the account's headroom, `held` the position in each feed. As in Backtrader, what one order would cost
    is missing for those after it, even if it is refused. What closes a position may be sent although there is no
    room; without a leverage limit, as in Backtrader, every purchase costs and every sale brings cash.
    """

    leverage: float | None
    room: float
    held: Mapping[int, float]
    _least: float = field(init=False)
    _bought: dict[int, float] = field(init=False, default_factory=lambda: defaultdict(float))
    _sold_short: dict[int, float] = field(init=False, default_factory=lambda: defaultdict(float))

    def __post_init__(self) -> None:
        self._least = 0.0 if self.leverage is None else min(self.room, 0.0)

    def take(self, *, feed: int, units: float, price: float, commission: float, is_free: bool) -> Trial:
        """
        Try the next order and return what is left.

        `units` carries the sign of its side; `is_free` says that it is judged when it is reached.

        >>> batch = Batch(leverage=1.0, room=1_000.0, held={})
        >>> batch.take(feed=0, units=90.0, price=10.0, commission=0.0, is_free=False)
        Trial(left=100.0, opens=True)
        >>> batch.take(feed=0, units=-90.0, price=10.0, commission=0.0, is_free=False)
        Trial(left=1000.0, opens=False)
        >>> batch.take(feed=0, units=-300.0, price=10.0, commission=0.0, is_free=False)
        Trial(left=-200.0, opens=True)
        """
        opening = 0.0 if is_free and self.leverage is not None else self._opening(feed, units)
        self.room -= (opening - (abs(units) - opening)) * price
        self.room -= commission if self.leverage is None else self.leverage * commission
        return Trial(left=self.room if opening else self.room - self._least, opens=opening > 0)

    def _opening(self, feed: int, units: float) -> float:
        if self.leverage is None:
            return max(units, 0.0)
        held = self.held.get(feed, 0.0)
        if units > 0:
            opening = max(units - max(self._sold_short[feed] - held, 0.0), 0.0)
            self._bought[feed] += units
        else:
            opening = max(-units - max(held + self._bought[feed], 0.0), 0.0)
            self._sold_short[feed] += opening
        return opening
