"""Moving averages as TA-Lib computes them, in NumPy: what the catalogue offers where TA-Lib is missing."""

from collections.abc import Callable, Mapping
from math import isqrt
from types import MappingProxyType
from typing import Final

import numpy as np

from indicators.library.entry import Floats
from indicators.library.fallback.mama import mama
from indicators.library.smoothing import ema, wilder
from indicators.library.windows import (
    blank,
    change,
    first_number,
    led,
    rolling_mean,
    rolling_std,
    rolling_sum,
    rolling_wma,
    shift,
)

# How much Tillson's average overshoots where nobody chooses.
_VOLUME_FACTOR: Final = 0.7
# The share of a new price in a straight run and in noise: that of an EMA of 2 and of 30 bars.
_FAST, _SLOW = 2 / 3, 2 / 31


def trima(real: Floats, timeperiod: int) -> Floats:
    """
    Return the average that weighs the middle of its window most: a simple average of a simple average.

    >>> trima(np.array([1.0, 2.0, 3.0, 6.0]), 3)
    array([nan, nan, 2. , 3.5])
    """
    half = (timeperiod + 1) // 2
    return rolling_mean(rolling_mean(real, half), timeperiod - half + 1)


def dema(real: Floats, timeperiod: int) -> Floats:
    """Return twice the EMA less the EMA of that EMA, which takes off most of its lag."""
    once = ema(real, timeperiod)
    return 2 * once - ema(once, timeperiod)


def tema(real: Floats, timeperiod: int) -> Floats:
    """Return three times the EMA, less three times that of the EMA, plus the EMA of that."""
    once = ema(real, timeperiod)
    twice = ema(once, timeperiod)
    return 3 * once - 3 * twice + ema(twice, timeperiod)


def t3(real: Floats, timeperiod: int) -> Floats:
    """Return Tillson's average: six EMAs of one another, the last four weighed against their lag."""
    chain = [real]
    for _ in range(6):
        chain.append(ema(chain[-1], timeperiod))
    square, cube = _VOLUME_FACTOR**2, _VOLUME_FACTOR**3
    weights = 1 + cube + 3 * (_VOLUME_FACTOR + square), -3 * (_VOLUME_FACTOR + cube + 2 * square)
    return weights[0] * chain[3] + weights[1] * chain[4] + 3 * (square + cube) * chain[5] - cube * chain[6]


def hma(real: Floats, timeperiod: int) -> Floats:
    """Return Hull's average: a weighted one of twice that of half the bars less that of all."""
    halves = 2 * rolling_wma(real, max(timeperiod // 2, 1)) - rolling_wma(real, timeperiod)
    return rolling_wma(halves, isqrt(timeperiod))


def zlema(real: Floats, timeperiod: int) -> Floats:
    """Return the EMA of prices moved on by what they changed over its lag."""
    return ema(real + (real - shift(real, (timeperiod - 1) // 2)), timeperiod)


def kama(real: Floats, timeperiod: int) -> Floats:
    """
    Return Kaufman's average, quick where the price runs straight and slow where it goes to and fro.

    >>> kama(np.array([1.0, 2.0, 3.0, 4.0]), 2).round(6)
    array([     nan,      nan, 2.444444, 3.135802])
    """
    if timeperiod == 1:
        return real.copy()
    moved, walked = change(real, timeperiod), rolling_sum(np.abs(change(real)), timeperiod)
    is_straight = (walked <= moved) | (walked == 0)
    efficiency = np.where(is_straight, 1.0, np.abs(moved / np.where(is_straight, 1.0, walked)))
    shares = (efficiency * (_FAST - _SLOW) + _SLOW) ** 2
    first = first_number(moved)
    if first >= len(real):
        return blank(real)
    average, found = float(real[first - 1]), []
    for price, share in zip(real[first:].tolist(), shares[first:].tolist(), strict=True):
        average = (price - average) * share + average
        found.append(average)
    return led(np.array(found), len(real))


def _mama(real: Floats, timeperiod: int) -> Floats:
    # Its period finds itself: the one asked for is not used.
    return mama(real, 0.5, 0.05)[0]


def _same(real: Floats, timeperiod: int) -> Floats:
    return real.copy()


# By the names that the catalogue gives to TA-Lib's kinds of averages.
KINDS: Final[Mapping[str, Callable[[Floats, int], Floats]]] = MappingProxyType(
    {
        "SMA": rolling_mean,
        "EMA": ema,
        "WMA": rolling_wma,
        "DEMA": dema,
        "TEMA": tema,
        "TRIMA": trima,
        "KAMA": kama,
        "MAMA": _mama,
        "T3": t3,
        "HMA": hma,
        "DISABLED": _same,
        "DEFAULT": rolling_mean,
        "ZLEMA": zlema,
        "RMA": wilder,
    }
)


def moving_average(real: Floats, timeperiod: int, matype: str) -> Floats:
    """
    Return the moving average of a kind; of one bar it is the series itself.

    >>> moving_average(np.array([1.0, 2.0, 3.0, 4.0]), 2, "SMA")
    array([nan, 1.5, 2.5, 3.5])
    """
    return real.copy() if timeperiod == 1 else KINDS[matype](real, timeperiod)


def bbands(
    real: Floats, timeperiod: int, nbdevup: float, nbdevdn: float, matype: str
) -> tuple[Floats, Floats, Floats]:
    """Return an average in the middle of two bands, so many standard deviations above and below it."""
    middle = moving_average(real, timeperiod, matype)
    width = rolling_std(real, timeperiod) + 0 * middle
    return middle + nbdevup * width, middle + 0 * width, middle - nbdevdn * width
