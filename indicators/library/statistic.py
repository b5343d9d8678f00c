"""Statistics of prices that TA-Lib lacks."""

import math
from itertools import permutations

import numpy as np

from indicators.library.entry import Floats
from indicators.library.momentum import rank
from indicators.library.trend import correlation_trend, run_length
from indicators.library.windows import (
    change,
    led,
    logarithm,
    ratio,
    rolling_covariance,
    rolling_mean,
    rolling_moments,
    rolling_std,
    rolling_sum,
    rolling_variance,
    shift,
)


def log_return(real: Floats, *, timeperiod: int = 1) -> tuple[Floats]:
    """
    Return the natural logarithm of each price over the one some bars before.

    >>> log_return(np.array([1.0, np.e, np.e]))[0].tolist()
    [nan, 1.0, 0.0]
    """
    returns = np.full(len(real), np.nan)
    # Prices of both signs have a ratio, but no return.
    is_positive = real > 0
    is_price = is_positive[timeperiod:] & is_positive[:-timeperiod]
    np.divide(real[timeperiod:], real[:-timeperiod], out=returns[timeperiod:], where=is_price)
    return (np.log(returns, out=returns),)


def z_score(real: Floats, *, timeperiod: int = 30) -> tuple[Floats]:
    """
    Return how many standard deviations each price is above the average.

    >>> z_score(np.array([1.0, 3.0]), timeperiod=2)[0]
    array([nan,  1.])
    """
    return (ratio(real - rolling_mean(real, timeperiod), rolling_std(real, timeperiod)),)


def rolling_sharpe(
    real: Floats, *, timeperiod: int = 63, riskfree: float = 0.0, barsperyear: int = 252
) -> tuple[Floats]:
    """
    Return the mean of the returns above the riskless one in units of their deviation, of a year.

    >>> rolling_sharpe(np.array([1.0, 1.1, 1.1]), timeperiod=2, barsperyear=1)[0].round(4)
    array([   nan,    nan, 0.7071])
    """
    returns = ratio(change(real), shift(real))
    above = rolling_mean(returns, timeperiod) - riskfree / 100 / barsperyear
    return (math.sqrt(barsperyear) * ratio(above, rolling_std(returns, timeperiod, ddof=1)),)


def rolling_sortino(
    real: Floats, *, timeperiod: int = 63, riskfree: float = 0.0, barsperyear: int = 252
) -> tuple[Floats]:
    """
    Return the mean of the returns above the riskless one in units of how deep they fall below it, of a year.

    >>> rolling_sortino(np.array([1.0, 1.2, 1.08]), timeperiod=2, barsperyear=1)[0].round(4)
    array([   nan,    nan, 0.7071])
    """
    above = ratio(change(real), shift(real)) - riskfree / 100 / barsperyear
    depth = np.sqrt(rolling_mean(np.minimum(above, 0) ** 2, timeperiod))
    return (math.sqrt(barsperyear) * ratio(rolling_mean(above, timeperiod), depth),)


def hurst(real: Floats, *, timeperiod: int = 100, maxlag: int = 19) -> tuple[Floats]:
    """
    Return how fast moves grow with their length: 0.5 as in a random walk, more in trends, less where prices return.

    >>> hurst(np.exp(np.arange(40.0)), timeperiod=30)[0].round(6)[-1]
    np.float64(1.0)
    """
    prices, lags = logarithm(real), np.arange(1, maxlag + 1)
    sizes = [logarithm(rolling_mean(change(prices, lag) ** 2, timeperiod - lag)) for lag in lags.tolist()]
    # The slope of the line through the points (log lag, log mean square), half of which is the exponent.
    places = np.log(lags) - np.log(lags).mean()
    weights = places / (places**2).sum() / 2
    return (sum((weight * size for weight, size in zip(weights.tolist(), sizes, strict=True)), np.zeros(real.shape)),)


def percent_rank(real: Floats, *, timeperiod: int = 100) -> tuple[Floats]:
    """
    Return what share, in percent, of the prices before it each price is above.

    >>> percent_rank(np.array([1.0, 3.0, 2.0]), timeperiod=2)[0]
    array([nan, nan, 50.])
    """
    return (rank(real, timeperiod),)


def permutation_entropy(real: Floats, *, timeperiod: int = 50, order: int = 3) -> tuple[Floats]:
    """
    Return how evenly the orders are spread in which neighbouring prices follow each other: 1 is noise, 0 is law.

    >>> permutation_entropy(np.array([1.0, 2.0, 1.0, 2.0, 1.0]), timeperiod=2, order=2)[0]
    array([nan, nan,  1.,  1.,  1.])
    """
    if len(real) < order:
        return (np.full(len(real), np.nan),)
    ranks = np.lib.stride_tricks.sliding_window_view(real, order).argsort(axis=1, kind="stable")
    codes = ranks @ (order ** np.arange(order))
    total = np.zeros(len(real))
    for one in permutations(range(order)):
        is_one = (codes == sum(place * order**i for i, place in enumerate(one))).astype(np.float64)
        share = rolling_sum(led(is_one, len(real)), timeperiod) / timeperiod
        total -= np.where(share > 0, share * np.log(np.where(share > 0, share, 1.0)), share)
    # Written as minus a sum, nothing would be minus zero.
    return (np.abs(total) / math.log(math.factorial(order)),)


def skewness(real: Floats, *, timeperiod: int = 30) -> tuple[Floats]:
    """
    Return how lopsided the prices of a window are: above 0 if a few stand far above the rest.

    >>> skewness(np.array([0.0, 0.0, 3.0]), timeperiod=3)[0].round(4)
    array([   nan,    nan, 1.7321])
    """
    second, third, _ = rolling_moments(real, timeperiod)
    n = timeperiod
    return (n * math.sqrt(n - 1) / (n - 2) * ratio(third, second * np.sqrt(second)),)


def kurtosis(real: Floats, *, timeperiod: int = 30) -> tuple[Floats]:
    """
    Return how much of the spread of a window's prices is in a few of them, 0 as in a bell curve.

    >>> kurtosis(np.array([0.0, 0.0, 0.0, 4.0]), timeperiod=4)[0].round(4)
    array([nan, nan, nan,  4.])
    """
    second, _, fourth = rolling_moments(real, timeperiod)
    n = timeperiod
    scale, bell = n * (n + 1) * (n - 1) / (n - 2) / (n - 3), 3 * (n - 1) ** 2 / (n - 2) / (n - 3)
    return (scale * ratio(fourth, second * second) - bell,)


def autocorrelation(real: Floats, *, timeperiod: int = 60, lag: int = 1) -> tuple[Floats]:
    """
    Return how the returns go with those some bars before: 1 the same way, -1 the other.

    >>> autocorrelation(np.array([1.0, 2.0, 1.0, 2.0, 1.0]), timeperiod=3)[0].round(6)
    array([nan, nan, nan, nan, -1.])
    """
    returns = ratio(change(real), shift(real))
    before = shift(returns, lag)
    spread = np.sqrt(rolling_variance(returns, timeperiod) * rolling_variance(before, timeperiod))
    return (np.clip(ratio(rolling_covariance(returns, before, timeperiod), spread), -1, 1),)


def r_squared(real: Floats, *, timeperiod: int = 14) -> tuple[Floats]:
    """
    Return how much of the price's spread a straight line explains.

    >>> r_squared(np.array([1.0, 2.0, 3.0]), timeperiod=3)[0].round(6)
    array([nan, nan,  1.])
    """
    return (correlation_trend(real, timeperiod=timeperiod)[0] ** 2,)


def drawdown(real: Floats) -> tuple[Floats]:
    """
    Return how many percent the price is below its highest so far.

    >>> drawdown(np.array([4.0, 3.0, 5.0]))[0]
    array([  0., -25.,   0.])
    """
    peak = np.maximum.accumulate(real)
    return (100 * ratio(real - peak, peak),)


def variance_ratio(real: Floats, *, timeperiod: int = 60, lag: int = 5) -> tuple[Floats]:
    """
    Return the variance of returns over several bars in that of as many single ones: 1 for a random walk.

    >>> variance_ratio(np.exp(np.array([0.0, 1.0, 1.0, 2.0, 2.0, 3.0])), timeperiod=2, lag=2)[0].round(6)
    array([nan, nan, nan,  0.,  0.,  0.])
    """
    prices = logarithm(real)
    single = rolling_variance(change(prices), timeperiod)
    return (ratio(rolling_variance(change(prices, lag), timeperiod), lag * single),)


def streak(real: Floats) -> tuple[Floats]:
    """
    Return for how many bars on end the price rose, negative if it fell.

    >>> streak(np.array([1.0, 2.0, 3.0, 3.0, 2.0]))[0]
    array([nan,  1.,  2.,  0., -1.])
    """
    return (run_length(np.sign(change(real))),)
