"""Moving averages as TA-Lib computes them, in NumPy: what the catalogue offers where TA-Lib is missing."""

from collections.abc import Callable
from typing import Final

import numpy as np

from indicators.library.fallback.mama import mama
from indicators.library.fallback.running import Array, begun, placed, recursion, running_sum, windows

# How much Tillson's average overshoots, where nobody chooses.
_VOLUME_FACTOR: Final = 0.7
# Smoothing of Kaufman's average in a straight run and in noise: that of an EMA of 2 and of 30 bars.
_FAST, _SLOW = 2 / 3, 2 / 31


def sma(real: Array, timeperiod: int) -> Array:
    """
    Return the simple moving average.

    >>> sma(np.array([1.0, 2.0, 3.0, 4.0]), 2)
    array([nan, 1.5, 2.5, 3.5])
    """
    (values,) = begun(real)
    return placed(running_sum(values, timeperiod) / timeperiod, len(real))


def ema(real: Array, timeperiod: int) -> Array:
    """
    Return the exponential moving average, begun with the simple one of its first bars.

    >>> ema(np.array([1.0, 2.0, 3.0, 6.0]), 3)
    array([nan, nan, 2., 4.])
    """
    (values,) = begun(real)
    if len(values) < timeperiod:
        return np.full(len(real), np.nan)
    seed = float(running_sum(values[:timeperiod], timeperiod)[0]) / timeperiod
    share = 2 / (timeperiod + 1)
    later = recursion(lambda before, value: (value - before) * share + before, values[timeperiod:], seed=seed)
    return placed(later, len(real))


def wma(real: Array, timeperiod: int) -> Array:
    """
    Return the average that weighs the last bar most, and each before it by one less.

    >>> wma(np.array([1.0, 2.0, 3.0]), 2)
    array([       nan, 1.66666667, 2.66666667])
    """
    (values,) = begun(real)
    if len(values) < timeperiod:
        return np.full(len(real), np.nan)
    weights = np.arange(timeperiod, 0, -1, dtype=np.float64)
    return placed(np.convolve(values, weights, "valid") / weights.sum(), len(real))


def trima(real: Array, timeperiod: int) -> Array:
    """
    Return the average that weighs the middle of its window most: a simple average of a simple average.

    >>> trima(np.array([1.0, 2.0, 3.0, 6.0]), 3)
    array([ nan,  nan, 2.  , 3.5 ])
    """
    half = (timeperiod + 1) // 2
    return sma(sma(real, half), timeperiod - half + 1)


def dema(real: Array, timeperiod: int) -> Array:
    """Return twice the EMA less the EMA of that EMA, which takes out most of its lag."""
    once = ema(real, timeperiod)
    return 2 * once - ema(once, timeperiod)


def tema(real: Array, timeperiod: int) -> Array:
    """Return three times the EMA, less three times that of the EMA, plus that of both."""
    once = ema(real, timeperiod)
    twice = ema(once, timeperiod)
    return 3 * once - 3 * twice + ema(twice, timeperiod)


def t3(real: Array, timeperiod: int) -> Array:
    """Return Tillson's average: six EMAs of one another, four of them weighed against lag."""
    chain = [real]
    for _ in range(6):
        chain.append(ema(chain[-1], timeperiod))
    square, cube = _VOLUME_FACTOR**2, _VOLUME_FACTOR**3
    weights = (1 + cube + 3 * (_VOLUME_FACTOR + square), -3 * (_VOLUME_FACTOR + cube + 2 * square))
    return weights[0] * chain[3] + weights[1] * chain[4] + 3 * (square + cube) * chain[5] - cube * chain[6]


def kama(real: Array, timeperiod: int) -> Array:
    """
    Return Kaufman's average, quick where the price runs straight and slow where it goes to and fro.

    >>> kama(np.array([1.0, 2.0, 3.0, 4.0]), 2)
    array([       nan,        nan, 2.44444444, 3.13580247])
    """
    (values,) = begun(real)
    if len(values) <= timeperiod:
        return np.full(len(real), np.nan)
    moved = values[timeperiod:] - values[:-timeperiod]
    walked = windows(np.abs(np.diff(values)), timeperiod).sum(axis=1)
    is_straight = (walked <= moved) | (walked == 0)
    efficiency = np.where(is_straight, 1.0, np.abs(moved / np.where(is_straight, 1.0, walked)))
    shares = (efficiency * (_FAST - _SLOW) + _SLOW) ** 2
    average, found = float(values[timeperiod - 1]), []
    for value, share in zip(values[timeperiod:].tolist(), shares.tolist(), strict=True):
        average = (value - average) * share + average
        found.append(average)
    return placed(np.array(found), len(real))


def _mama(real: Array, timeperiod: int) -> Array:
    # Its period finds itself: the one asked for is not used.
    return mama(real, fastlimit=0.5, slowlimit=0.05)[0]


# In the order of TA-Lib's numbers for a kind of moving average.
_KINDS: Final[tuple[Callable[[Array, int], Array], ...]] = (sma, ema, wma, dema, tema, trima, kama, _mama, t3)


def moving_average(real: Array, timeperiod: int, matype: int) -> Array:
    """
    Return the moving average of a kind; of one bar it is the series itself.

    >>> moving_average(np.array([1.0, 2.0, 3.0, 4.0]), 2, 0)
    array([nan, 1.5, 2.5, 3.5])
    """
    return real.copy() if timeperiod == 1 else _KINDS[matype](real, timeperiod)
