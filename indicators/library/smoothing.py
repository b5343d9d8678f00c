"""
Averages and sums that remember everything before them.

A gap in what goes in has no end in what comes out: an average that never forgets cannot step over it.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from indicators.library.entry import Floats
from indicators.library.windows import PIECE, blank, first_number, led, ratio, true_range

# What is left of a value weighted with less than this is nothing, whatever its size.
FORGOTTEN: Final = 1e-60


def decayed(values: Floats, keep: float) -> Floats:
    """
    Return the series that keeps a fraction of itself from bar to bar and adds the value of each.

    >>> decayed(np.array([8.0, 0.0, 0.0, 1.0]), 0.5)
    array([8., 4., 2., 2.])
    """
    return _lost_from_first_gap(_doubled(values.copy(), keep), values)


def _doubled(result: NDArray[Any], keep: complex) -> NDArray[Any]:
    """Make of each value, in its place, what is kept of those before it and itself."""
    room = np.empty_like(result[:PIECE])
    # Piece by piece, as windows are; what is left of the last piece fades from its end.
    fading = np.power(keep, np.arange(1, min(PIECE, result.shape[0]) + 1)) if result.shape[0] > PIECE else result[:0]
    for start in range(0, result.shape[0], PIECE):
        piece, step, left = result[start : start + PIECE], 1, keep
        # Each pass doubles how many bars are in: log2 of the memory in passes, where a loop would take them in turn.
        while step < piece.shape[0] and abs(left) > FORGOTTEN:
            kept = np.multiply(left, piece[:-step], out=room[: piece.shape[0] - step])
            piece[step:] += kept
            step, left = 2 * step, left * left
        if start:
            piece += result[start - 1] * fading[: piece.shape[0]]
    return result


def resonant(values: Floats, pole: complex) -> Floats:
    """
    Return the series that keeps of its last two bars what a pole and its mirror image say, and adds each value.

    >>> resonant(np.array([1.0, 0.0, 0.0]), 0.5j)
    array([ 1.  ,  0.  , -0.25])
    """
    once = _doubled(values.astype(np.complex128), pole)
    return _lost_from_first_gap(_doubled(once, pole.conjugate()).real, values)


def decayed_by(values: Floats, keep: Floats) -> Floats:
    """
    Return the series that keeps the fraction told for each bar of itself and adds its value.

    >>> decayed_by(np.array([8.0, 1.0, 1.0, 1.0]), np.array([0.0, 0.5, 0.0, 1.0]))
    array([8., 5., 1., 2.])
    """
    result, left, step = values.copy(), keep.copy(), 1
    while step < values.shape[0] and np.abs(left[step:]).max() > FORGOTTEN:
        result[step:] += left[step:] * result[:-step]
        left[step:] = left[step:] * left[:-step]
        step *= 2
    return _lost_from_first_gap(result, values + keep)


def _lost_from_first_gap(result: Floats, values: Floats) -> Floats:
    gaps = np.isnan(values)
    if gaps.any():
        result[int(gaps.argmax()) :] = np.nan
    return result


def smoothed(values: Floats, share: float, period: int) -> Floats:
    """
    Return the exponential average in which each new value has this share, seeded by the mean of its first `period`.

    >>> smoothed(np.array([np.nan, 1.0, 3.0, 4.0, 8.0]), 0.5, 2)
    array([nan, nan, 2. , 3. , 5.5])
    """
    begin = first_number(values)
    first, result = begin + period - 1, blank(values)
    inputs = result[first:]
    if inputs.size:
        # One new array: fresh memory costs more than the sums in it.
        np.multiply(values[first:], share, out=inputs)
        inputs[0] = values[begin : begin + period].mean()
        gaps = np.isnan(inputs)
        _doubled(inputs, 1 - share)
        if gaps.any():
            inputs[int(gaps.argmax()) :] = np.nan
    return result


def ema(values: Floats, period: int) -> Floats:
    """
    Return the exponential moving average, as TA-Lib's.

    >>> ema(np.array([1.0, 3.0, 5.0, 7.0]), 3)
    array([nan, nan,  3.,  5.])
    """
    return smoothed(values, 2 / (period + 1), period)


def wilder(values: Floats, period: int) -> Floats:
    """
    Return Wilder's moving average: each new value counts for one of `period`.

    >>> wilder(np.array([1.0, 3.0, 4.0]), 2)
    array([nan, 2., 3.])
    """
    return smoothed(values, 1 / period, period)


def running_sum(values: Floats) -> Floats:
    """
    Return the sum of all values so far, from the first known one.

    >>> running_sum(np.array([np.nan, 1.0, 2.0]))
    array([nan,  1.,  3.])
    """
    return led(np.cumsum(values[first_number(values) :]), values.shape[0])


def rise_share(values: Floats, period: int, otherwise: float = np.nan) -> Floats:
    """
    Return Wilder's relative strength index of any series; `otherwise` where it has not moved.

    >>> rise_share(np.array([1.0, 2.0, 1.0, 2.0]), 2)
    array([nan, nan, 50., 75.])
    """
    moves = np.diff(values, prepend=np.nan)
    ups, downs = wilder(np.maximum(moves, 0), period), wilder(np.maximum(-moves, 0), period)
    return 100 * ratio(ups, ups + downs, otherwise / 100)


def average_true_range(high: Floats, low: Floats, close: Floats, period: int) -> Floats:
    """
    Return Wilder's average of the true range.

    >>> bars = np.array([5.0, 9.0, 8.0]), np.array([4.0, 8.0, 7.0]), np.array([4.0, 8.5, 7.0])
    >>> average_true_range(*bars, 2)
    array([ nan,  nan, 3.25])
    """
    return wilder(true_range(high, low, close), period)
