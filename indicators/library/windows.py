"""
What indicators are built from: rolling windows and shifts.

No value depends on a later bar. NaN stands for "not known": it comes before the first full window, and a gap in what
goes in is a gap in what comes out for as long as a window holds it.
"""

from collections.abc import Callable

import numpy as np

from indicators.library.entry import Floats

Parts = tuple[Floats, ...]
# What is known of two windows side by side, the earlier first with the lengths of both, told of the window they make.
Join = Callable[[Parts, Parts, int, int], Parts]

# Of numbers that should be equal the difference is up to this share of them.
ROUNDING = 1e-12
# How many bars are worked on at once: 64 kB of them.
PIECE = 8192

# How many numbers are looked at in one go where every window has to be laid out.
LAID_OUT = 1 << 20


def blank(like: Floats) -> Floats:
    """
    Return as many NaN as there are values.

    >>> blank(np.array([1.0, 2.0]))
    array([nan, nan])
    """
    return np.full(like.shape[0], np.nan)


def led(values: Floats, size: int) -> Floats:
    """
    Put NaN before the values until they are `size`.

    >>> led(np.array([1.0, 2.0]), 3)
    array([nan,  1.,  2.])
    """
    result = np.full(size, np.nan)
    if 0 < values.shape[0] <= size:
        result[size - values.shape[0] :] = values
    return result


def shift(values: Floats, bars: int = 1) -> Floats:
    """
    Return the values of some bars ago.

    >>> shift(np.array([1.0, 2.0, 3.0]))
    array([nan,  1.,  2.])
    """
    return led(values[: max(values.shape[0] - bars, 0)], values.shape[0])


def change(values: Floats, bars: int = 1) -> Floats:
    """
    Return by how much each value differs from that of some bars ago.

    >>> change(np.array([1.0, 4.0, 9.0]))
    array([nan,  3.,  5.])
    """
    result, count = blank(values), max(values.shape[0] - bars, 0)
    np.subtract(values[values.shape[0] - count :], values[:count], out=result[values.shape[0] - count :])
    return result


def ratio(top: Floats | float, bottom: Floats, otherwise: float = np.nan) -> Floats:
    """
    Divide, giving `otherwise` where the divisor is zero.

    >>> ratio(np.array([1.0, 1.0, np.nan]), np.array([4.0, 0.0, 0.0]), otherwise=0.0)
    array([0.25, 0.  ,  nan])
    """
    result = np.where(np.isnan(top), np.nan, otherwise) if np.isnan(np.sum(top)) else np.full(bottom.shape, otherwise)
    np.divide(top, bottom, out=result, where=bottom != 0)
    return result


def settled(values: Floats, scale: Floats | float) -> Floats:
    """
    Return the values, but zero for those that are no more than the rounding of numbers of a scale.

    >>> settled(np.array([1e-14, 1.0, np.nan]), 100.0)
    array([ 0.,  1., nan])
    """
    return np.where(np.abs(values) <= ROUNDING * np.abs(scale), 0.0, values)


def logarithm(values: Floats) -> Floats:
    """
    Return the natural logarithms, NaN of what has none.

    >>> logarithm(np.array([1.0, 0.0, -1.0]))
    array([ 0., nan, nan])
    """
    return np.log(values, out=blank(values), where=values > 0)


def first_number(values: Floats) -> int:
    """
    Return where the first value stands that is known; after the end if none is.

    >>> first_number(np.array([np.nan, np.nan, 3.0]))
    2
    """
    known = ~np.isnan(values)
    return int(known.argmax()) if known.any() else values.shape[0]


def filled(values: Floats) -> Floats:
    """
    Give each unknown value the last known one before it.

    >>> filled(np.array([np.nan, 1.0, np.nan, 2.0]))
    array([nan,  1.,  1.,  2.])
    """
    places = np.where(np.isnan(values), 0, np.arange(values.shape[0]))
    return values[np.maximum.accumulate(places)] if values.size else values.copy()


# Rolling windows. Windows of 1, 2, 4, 8 ... bars are made of two halves each, and any other length of those in its
# binary form: a handful of passes over the whole series, and no error that piles up as in a running sum.


def over_windows(parts: Parts, period: int, join: Join) -> Parts:
    """
    Return what `join` makes of every window of `period` bars.

    >>> over_windows((np.array([1.0, 2.0, 4.0, 8.0]),), 3, lambda a, b, n, m: (a[0] + b[0],))
    (array([nan, nan,  7., 14.]),)
    """
    size = parts[0].shape[0]
    if period > size:
        return tuple(blank(part) for part in parts)
    # Piece by piece, so that all passes over a piece find it in the processor's cache.
    step, lead = max(PIECE, 4 * period), period - 1
    results = tuple(blank(part) for part in parts)
    for start in range(0, size - lead, step):
        piece = _passes(tuple(part[start : start + step + lead] for part in parts), period, join)
        for result, found in zip(results, piece, strict=True):
            result[start + lead : start + lead + found.shape[0]] = found
    return results


def _passes(parts: Parts, period: int, join: Join) -> Parts:
    block, length, result, done = parts, 1, parts, 0
    while True:
        if period & length:
            result, done = (_side_by_side(result, done, block, length, join) if done else block), done + length
        if period < 2 * length:
            return result
        block, length = _side_by_side(block, length, block, length, join), 2 * length


def _side_by_side(earlier: Parts, before: int, later: Parts, after: int, join: Join) -> Parts:
    """Join the windows that begin at the same bar; both are listed by the bar they begin at."""
    count = later[0].shape[0] - before
    return join(tuple(part[:count] for part in earlier), tuple(part[before:] for part in later), before, after)


def rolling_sum(values: Floats, period: int) -> Floats:
    """
    Return the sum of the last `period` values.

    >>> rolling_sum(np.array([1.0, 2.0, 3.0, 4.0]), 2)
    array([nan,  3.,  5.,  7.])
    """
    return over_windows((values,), period, lambda a, b, n, m: (a[0] + b[0],))[0]


def rolling_mean(values: Floats, period: int) -> Floats:
    """
    Return the mean of the last `period` values.

    >>> rolling_mean(np.array([1.0, 2.0, 3.0, 4.0]), 2)
    array([nan, 1.5, 2.5, 3.5])
    """
    return over_windows((values,), period, _join_mean)[0]


def _join_mean(a: Parts, b: Parts, n: int, m: int) -> Parts:
    # Means of means: where nothing moves the mean is the value itself, which a sum divided is not to the last digit.
    mean = b[0] - a[0]
    mean *= m / (n + m)
    mean += a[0]
    return (mean,)


def rolling_max(values: Floats, period: int) -> Floats:
    """
    Return the highest of the last `period` values.

    >>> rolling_max(np.array([1.0, 5.0, 3.0, 4.0]), 2)
    array([nan,  5.,  5.,  4.])
    """
    return over_windows((values,), period, lambda a, b, n, m: (np.maximum(a[0], b[0]),))[0]


def rolling_min(values: Floats, period: int) -> Floats:
    """
    Return the lowest of the last `period` values.

    >>> rolling_min(np.array([1.0, 5.0, 3.0, 4.0]), 2)
    array([nan,  1.,  3.,  3.])
    """
    return over_windows((values,), period, lambda a, b, n, m: (np.minimum(a[0], b[0]),))[0]


def rolling_wma(values: Floats, period: int) -> Floats:
    """
    Return the mean of the last `period` values weighted 1, 2, 3 ... to the newest.

    >>> rolling_wma(np.array([1.0, 2.0, 5.0]), 2).round(6)
    array([     nan, 1.666667, 4.      ])
    """
    _, weighted = over_windows((values, values), period, _join_weighted)
    return weighted / (period * (period + 1) / 2)


def _join_weighted(a: Parts, b: Parts, n: int, m: int) -> Parts:
    return a[0] + b[0], a[1] + b[1] + n * b[0]


def rolling_covariance(x: Floats, y: Floats, period: int, ddof: int = 0) -> Floats:
    """
    Return how two series of the last `period` bars vary together, divided by `period - ddof`.

    >>> rolling_covariance(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]), 2)
    array([nan, 0.5, 0.5])
    """
    return over_windows((x, y, np.zeros_like(x)), period, _join_covariance)[2] / (period - ddof)


def _join_covariance(a: Parts, b: Parts, n: int, m: int) -> Parts:
    # Chan, Golub and LeVeque (1979): no difference of two large numbers, so none of its loss.
    x, y = b[0] - a[0], b[1] - a[1]
    share = m / (n + m)
    return a[0] + x * share, a[1] + y * share, a[2] + b[2] + x * y * (n * share)


def rolling_variance(values: Floats, period: int, ddof: int = 0) -> Floats:
    """
    Return the variance of the last `period` values, divided by `period - ddof`.

    >>> rolling_variance(np.array([1.0, 3.0, 3.0]), 2)
    array([nan,  1.,  0.])
    """
    return over_windows((values, np.zeros_like(values)), period, _join_variance)[1] / (period - ddof)


def _join_variance(a: Parts, b: Parts, n: int, m: int) -> Parts:
    gap, share = b[0] - a[0], m / (n + m)
    return a[0] + gap * share, a[1] + b[1] + gap * gap * (n * share)


def rolling_std(values: Floats, period: int, ddof: int = 0) -> Floats:
    """
    Return the standard deviation of the last `period` values.

    >>> rolling_std(np.array([1.0, 3.0, 3.0]), 2)
    array([nan,  1.,  0.])
    """
    return np.sqrt(rolling_variance(values, period, ddof))


def rolling_moments(values: Floats, period: int) -> Parts:
    """
    Return the sums of the second, third and fourth powers of the distances from the mean of the last `period` values.

    >>> [float(part[-1]) for part in rolling_moments(np.array([0.0, 0.0, 3.0]), 3)]
    [6.0, 6.0, 18.0]
    """
    nothing = np.zeros_like(values)
    return over_windows((values, nothing, nothing, nothing), period, _join_moments)[1:]


def _join_moments(a: Parts, b: Parts, n: int, m: int) -> Parts:
    # Pébay (2008), Formulas for robust, one-pass parallel computation of covariances and arbitrary-order moments.
    gap, size = b[0] - a[0], n + m
    square = gap * gap
    second = a[1] + b[1] + square * (n * m / size)
    third = a[2] + b[2] + square * gap * (n * m * (n - m) / size**2) + 3 * gap * (n * b[1] - m * a[1]) / size
    fourth = a[3] + b[3] + square * square * (n * m * (n * n - n * m + m * m) / size**3)
    fourth += 6 * square * (n * n * b[1] + m * m * a[1]) / size**2 + 4 * gap * (n * b[2] - m * a[2]) / size
    return a[0] + gap * (m / size), second, third, fourth


def rolling_slope(values: Floats, period: int) -> Floats:
    """
    Return the slope, for one bar, of the straight line fitted to the last `period` values by least squares.

    >>> rolling_slope(np.array([1.0, 3.0, 5.0, 5.0]), 3)
    array([nan, nan,  2.,  1.])
    """
    bars = np.arange(values.shape[0], dtype=np.float64)
    return rolling_covariance(bars, values, period) / ((period * period - 1) / 12)


def rolling_line_end(values: Floats, period: int) -> Floats:
    """
    Return where the straight line ends that is fitted to the last `period` values.

    >>> rolling_line_end(np.array([1.0, 2.0, 4.0]), 3).round(4)
    array([   nan,    nan, 3.8333])
    """
    return rolling_mean(values, period) + rolling_slope(values, period) * ((period - 1) / 2)


def weighted_mean(values: Floats, weights: Floats) -> Floats:
    """
    Return the mean of the last values weighted as told, the newest with the last weight.

    >>> weighted_mean(np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0]))
    array([ nan, 1.75, 3.5 ])
    """
    result, shares, lead = blank(values), weights / weights.sum(), weights.shape[0] - 1
    for first in range(lead, values.shape[0], PIECE):
        result[first : first + PIECE] = np.correlate(values[first - lead : first + PIECE], shares, mode="valid")
    return result


def in_windows(values: Floats, period: int, told: Callable[[Floats], Floats]) -> Floats:
    """
    Return what `told` says of each window of `period` values; it is given many windows, one a row.

    >>> in_windows(np.array([1.0, 5.0, 3.0]), 2, lambda rows: rows.max(axis=1))
    array([nan,  5.,  5.])
    """
    if period > values.shape[0]:
        return blank(values)
    rows = np.lib.stride_tricks.sliding_window_view(values, period)
    step = max(LAID_OUT // period, 1)
    parts = [told(rows[begin : begin + step]) for begin in range(0, rows.shape[0], step)]
    return led(np.concatenate(parts), values.shape[0])


# What is read off bars.


def typical_price(high: Floats, low: Floats, close: Floats) -> Floats:
    """
    Return the mean of high, low and close.

    >>> typical_price(np.array([12.0]), np.array([9.0]), np.array([9.0]))
    array([10.])
    """
    return (high + low + close) / 3


def true_range(high: Floats, low: Floats, close: Floats) -> Floats:
    """
    Return how far each bar went, the gap from the close before it included; the first bar has none, as TA-Lib's.

    >>> true_range(np.array([5.0, 9.0]), np.array([4.0, 8.0]), np.array([4.0, 8.5]))
    array([nan,  5.])
    """
    before = shift(close)
    return np.maximum(high, before) - np.minimum(low, before)
