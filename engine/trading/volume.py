"""How much of a bar's volume orders may take."""

import math
from typing import Final

from engine.trading.units import units_of_lots

# What rounding leaves of a lot is neither a lot lacking nor one to be traded.
ROUNDING: Final = 1e-9


def part_size(*, remaining: float, allowed: float, lot_size: float) -> float:
    """
    Return how much of what remains of an order is filled where `allowed` units may be: all of it, or whole lots.

    >>> part_size(remaining=100.0, allowed=250.0, lot_size=1.0), part_size(remaining=100.0, allowed=33.7, lot_size=1.0)
    (100.0, 33.0)
    >>> part_size(remaining=0.5, allowed=0.29, lot_size=0.1), part_size(remaining=5.0, allowed=0.9, lot_size=1.0)
    (0.2, 0.0)
    """
    if remaining <= allowed * (1 + ROUNDING):
        return remaining
    lots = max(math.floor(allowed / lot_size + ROUNDING), 0)
    return units_of_lots(lots, lot_size=lot_size)


def is_nothing(*, remaining: float, lot_size: float) -> bool:
    """
    Return whether no more than rounding is left of an order.

    >>> is_nothing(remaining=0.3 - 0.1 - 0.1 - 0.1, lot_size=0.1)
    True
    """
    return remaining <= ROUNDING * lot_size
