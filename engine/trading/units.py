"""Sizes of orders and fills: the smallest there is, lots, their sign, and how much of them closes a position."""

from typing import Final

from engine.events import Side

# The value and the square of a size must still be numbers above zero; what rounding leaves of honest sizes is larger.
SMALLEST_SIZE: Final = 1e-100


def units_of_lots(count: float, *, lot_size: float) -> float:
    """
    Return how many units some lots are, without what the product leaves of rounding.

    >>> units_of_lots(3, lot_size=0.1), 3 * 0.1
    (0.3, 0.30000000000000004)
    """
    return round(count * lot_size, 12)


def signed_units(*, side: Side, size: float) -> float:
    """
    Return a size with the sign of its side: what is bought is positive.

    >>> signed_units(side="buy", size=5.0), signed_units(side="sell", size=5.0)
    (5.0, -5.0)
    """
    return size if side == "buy" else -size


def closing_units(*, position: float, units: float) -> float:
    """
    Return how much of a signed trade reduces the position, with the trade's sign.

    >>> closing_units(position=100.0, units=-150.0)
    -100.0
    >>> closing_units(position=100.0, units=50.0)
    0.0
    """
    # Not by the sign of their product: that of two tiny numbers is nothing.
    if not position or (position > 0) == (units > 0):
        return 0.0
    return units if abs(units) <= abs(position) else -position
