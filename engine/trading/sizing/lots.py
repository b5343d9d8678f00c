"""Whole lots, and how many of them an account can pay for."""

import math

from engine.trading.sizing.situation import Situation
from engine.trading.slippage import slipped_price
from engine.trading.units import units_of_lots


def whole_lots(units: float, *, lot_size: float) -> float:
    """
    Return units rounded down to whole lots; nothing for what is no number or not positive.

    >>> whole_lots(16.667, lot_size=1.0), whole_lots(16.667, lot_size=0.01), whole_lots(-3.0, lot_size=1.0)
    (16.0, 16.66, 0.0)
    """
    if not (math.isfinite(units) and units > 0):
        return 0.0
    return units_of_lots(math.floor(units / lot_size), lot_size=lot_size)


def long_limit(*, equity: float, reserve: float, leverage: float) -> float:
    """
    Return the value that positions may reach: equity, less the reserve, times leverage.

    >>> long_limit(equity=10_000.0, reserve=0.05, leverage=2.0)
    19000.0
    """
    return (1 - reserve) * equity * leverage


def affordable(situation: Situation) -> float:
    """
    Return how many units the account can open, slippage and commission paid and the reserve kept.

    The reserve is there for the gap: an order is filled at the next bar's price, which nobody knows yet.

    >>> affordable(Situation(is_buy=True, price=10.0, cash=1_000.0, equity=1_000.0, reserve=0.05))
    95.0
    >>> affordable(Situation(is_buy=True, price=10.0, cash=400.0, equity=1_000.0, gross=600.0, reserve=0.05))
    35.0
    """
    limit = long_limit(equity=situation.equity, reserve=situation.reserve, leverage=situation.leverage)
    room = max(limit - situation.gross, 0.0)
    price = slipped_price(side="buy", price=situation.price, worst=math.inf, slippage=situation.slippage)
    # The commission on what all of the room would buy; that on what is left of it can only be less.
    owed = situation.commission.total(units=room / price, value=room)
    return max(room - owed, 0.0) / price
