"""Volatility as TA-Lib measures it, in NumPy: what the catalogue offers where TA-Lib is missing."""

import numpy as np

from indicators.library.fallback.averages import moving_average
from indicators.library.fallback.running import Array, begun, of_windows, placed, true_range, wilder


def bbands(
    real: Array, *, timeperiod: int, nbdevup: float, nbdevdn: float, matype: int
) -> tuple[Array, Array, Array]:
    """Return an average in the middle of two bands, so many standard deviations above and below it."""
    middle = moving_average(real, timeperiod, matype)
    width = deviation(real, timeperiod) + 0 * middle
    return middle + nbdevup * width, middle + 0 * width, middle - nbdevdn * width


def deviation(real: Array, timeperiod: int) -> Array:
    """
    Return the standard deviation of each window, over all of its values.

    >>> deviation(np.array([1.0, 3.0, 3.0]), 2)
    array([nan,  1.,  0.])
    """
    (values,) = begun(real)
    return placed(of_windows(lambda rows: rows.std(axis=1), values, timeperiod), len(real))


def atr(high: Array, low: Array, close: Array, timeperiod: int) -> Array:
    """
    Return Wilder's average of how far each bar reached.

    >>> atr(np.array([2.0, 3.0, 6.0]), np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 5.0]), 2)
    array([nan, nan,  2.])
    """
    count = len(close)
    high, low, close = begun(high, low, close)
    return placed(wilder(true_range(high, low, close), timeperiod), count)
