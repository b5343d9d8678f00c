"""Sums kept as pairs of doubles, so that a result is rounded once, as math.fsum rounds it."""

from engine.bars import Floats

Pair = tuple[Floats, Floats]


def two_sum(a: Floats, b: Floats) -> Pair:
    """
    Return the rounded sum of two columns and what the rounding lost.

    >>> import numpy as np
    >>> total, lost = two_sum(np.array([1e16]), np.array([1.0]))
    >>> total.tolist(), lost.tolist()
    ([1e+16], [1.0])
    """
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def add_pairs(a: Pair, b: Pair) -> Pair:
    """Return the sum of two pairs, good to about 106 bits (Joldes, Muller and Popescu 2017, algorithm 6)."""
    high, low = two_sum(a[0], b[0])
    carry_high, carry_low = two_sum(a[1], b[1])
    low = low + carry_high
    total = high + low
    low = (low - (total - high)) + carry_low
    high = total + low
    return high, low - (high - total)
