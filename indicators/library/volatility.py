"""How far prices move, whichever way."""

import math

import numpy as np

from indicators.library.entry import Floats
from indicators.library.smoothing import decayed, ema, wilder
from indicators.library.windows import (
    change,
    first_number,
    led,
    logarithm,
    ratio,
    rolling_max,
    rolling_mean,
    rolling_min,
    rolling_std,
    rolling_variance,
    shift,
)


def _a_year(variance: Floats, barsperyear: float) -> tuple[Floats]:
    """Return the volatility of a year, in percent, of the variance of a bar."""
    # Rounding may leave a variance a hair below zero.
    return (100 * np.sqrt(np.maximum(variance, 0) * barsperyear),)


def historical(real: Floats, *, timeperiod: int = 20, barsperyear: int = 252) -> tuple[Floats]:
    """
    Return the standard deviation of the logarithmic returns, in percent a year.

    >>> historical(np.exp(np.array([0.0, 0.01, 0.0])), timeperiod=2, barsperyear=1)[0].round(4)
    array([   nan,    nan, 1.4142])
    """
    return _a_year(rolling_variance(change(logarithm(real)), timeperiod, ddof=1), barsperyear)


def parkinson(high: Floats, low: Floats, *, timeperiod: int = 20, barsperyear: int = 252) -> tuple[Floats]:
    """
    Return the volatility read from the ranges of the bars, in percent a year.

    >>> parkinson(np.exp(np.array([0.02, 0.02])), np.ones(2), timeperiod=2, barsperyear=1)[0].round(4)
    array([   nan, 1.2011])
    """
    squares = _log_ratio(high, low) ** 2 / (4 * math.log(2))
    return _a_year(rolling_mean(squares, timeperiod), barsperyear)


def garman_klass(
    open: Floats,
    high: Floats,
    low: Floats,
    close: Floats,
    *,
    timeperiod: int = 20,
    barsperyear: int = 252,
) -> tuple[Floats]:
    """
    Return the volatility read from ranges and bodies of the bars, in percent a year.

    >>> one = np.ones(2)
    >>> garman_klass(one, np.exp(one / 50), one, one, timeperiod=2, barsperyear=1)[0].round(4)
    array([   nan, 1.4142])
    """
    ranges, bodies = _log_ratio(high, low) ** 2, _log_ratio(close, open) ** 2
    return _a_year(rolling_mean(ranges / 2 - (2 * math.log(2) - 1) * bodies, timeperiod), barsperyear)


def rogers_satchell(
    open: Floats,
    high: Floats,
    low: Floats,
    close: Floats,
    *,
    timeperiod: int = 20,
    barsperyear: int = 252,
) -> tuple[Floats]:
    """
    Return the volatility read from the bars whatever their drift, in percent a year.

    >>> one = np.ones(2)
    >>> rogers_satchell(one, np.exp(one / 50), one, one, timeperiod=2, barsperyear=1)[0].round(4)
    array([nan,  2.])
    """
    return _a_year(rolling_mean(_rogers_satchell(open, high, low, close), timeperiod), barsperyear)


def _rogers_satchell(opened: Floats, high: Floats, low: Floats, close: Floats) -> Floats:
    up = _log_ratio(high, close) * _log_ratio(high, opened)
    return up + _log_ratio(low, close) * _log_ratio(low, opened)


def _log_ratio(top: Floats, bottom: Floats) -> Floats:
    return logarithm(top) - logarithm(bottom)


def yang_zhang(
    open: Floats,
    high: Floats,
    low: Floats,
    close: Floats,
    *,
    timeperiod: int = 20,
    barsperyear: int = 252,
) -> tuple[Floats]:
    """
    Return the volatility read from gaps, bodies and ranges together, in percent a year.

    >>> one = np.ones(3)
    >>> yang_zhang(one, np.exp(one / 50), one, one, timeperiod=2, barsperyear=1)[0].round(4)
    array([   nan,    nan, 1.9201])
    """
    gaps, bodies = _log_ratio(open, shift(close)), _log_ratio(close, open)
    weight = 0.34 / (1.34 + (timeperiod + 1) / (timeperiod - 1))
    variance = rolling_variance(gaps, timeperiod, 1) + weight * rolling_variance(bodies, timeperiod, 1)
    inside = rolling_mean(_rogers_satchell(open, high, low, close), timeperiod)
    return _a_year(variance + (1 - weight) * inside, barsperyear)


def weighted_volatility(real: Floats, *, decay: float = 0.94, barsperyear: int = 252) -> tuple[Floats]:
    """
    Return the exponentially weighted volatility of returns, in percent a year.

    >>> weighted_volatility(np.exp(np.array([0.0, 0.01, 0.01])), decay=0.25, barsperyear=1)[0].round(4)
    array([nan, 1. , 0.5])
    """
    squares = change(logarithm(real)) ** 2
    begin = first_number(squares)
    inputs = (1 - decay) * squares[begin:]
    inputs[:1] = squares[begin : begin + 1]
    return _a_year(led(decayed(inputs, decay), len(real)), barsperyear)


def ulcer(real: Floats, *, timeperiod: int = 14) -> tuple[Floats]:
    """
    Return the root of the mean square of how many percent the price is below its high.

    >>> ulcer(np.array([10.0, 9.0, 10.0]), timeperiod=2)[0].round(4)
    array([   nan,    nan, 7.0711])
    """
    peak = rolling_max(real, timeperiod)
    return (np.sqrt(rolling_mean((100 * ratio(real - peak, peak)) ** 2, timeperiod)),)


def relative_volatility(real: Floats, *, stdperiod: int = 10, timeperiod: int = 14) -> tuple[Floats]:
    """
    Return what share of the spread of prices fell on rising bars, in percent.

    >>> relative_volatility(np.array([1.0, 3.0, 1.0]), stdperiod=2, timeperiod=2)[0]
    array([nan, nan, 50.])
    """
    spread, moves = rolling_std(real, stdperiod), change(real)
    ups = wilder(np.where(moves > 0, spread, spread * 0), timeperiod)
    downs = wilder(np.where(moves < 0, spread, spread * 0), timeperiod)
    return (100 * ratio(ups, ups + downs),)


def thermometer(high: Floats, low: Floats, *, timeperiod: int = 22) -> tuple[Floats, Floats]:
    """
    Return how far each bar reaches out of the one before it, and its average.

    >>> thermometer(np.array([3.0, 4.0, 5.0]), np.array([1.0, 2.0, 1.5]), timeperiod=2)
    (array([nan,  1.,  1.]), array([nan, nan,  1.]))
    """
    heat = np.maximum(np.maximum(change(high), -change(low)), 0)
    return heat, ema(heat, timeperiod)


def range_index(high: Floats, low: Floats, *, timeperiod: int = 5) -> tuple[Floats]:
    """
    Return the logarithm of the range of some bars to the base of their number.

    >>> range_index(np.array([3.0, 5.0]), np.array([1.0, 2.0]), timeperiod=2)[0]
    array([nan,  2.])
    """
    covered = rolling_max(high, timeperiod) - rolling_min(low, timeperiod)
    return (logarithm(covered) / math.log(timeperiod),)
