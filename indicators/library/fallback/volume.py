"""Volume as TA-Lib counts it, in NumPy: what the catalogue offers where TA-Lib is missing."""

import numpy as np

from indicators.library.fallback.running import Array, begun, placed, ratio, windows


def obv(real: Array, volume: Array) -> Array:
    """
    Return volume added up on bars that rose and taken off on bars that fell.

    >>> obv(np.array([1.0, 2.0, 2.0, 1.0]), np.array([5.0, 6.0, 7.0, 8.0]))
    array([ 5., 11., 11.,  3.])
    """
    count = len(real)
    real, volume = begun(real, volume)
    counted = volume.copy()
    counted[1:] *= np.sign(np.diff(real))
    return placed(np.add.accumulate(counted), count)


def ad(high: Array, low: Array, close: Array, volume: Array) -> Array:
    """
    Return volume added up by where each close lies between low and high: all of it at the high, off at the low.

    >>> ad(np.array([2.0, 2.0]), np.array([0.0, 0.0]), np.array([2.0, 0.5]), np.array([8.0, 8.0]))
    array([8., 4.])
    """
    count = len(close)
    high, low, close, volume = begun(high, low, close, volume)
    reach = np.maximum(high - low, 0.0)
    return placed(np.add.accumulate(ratio((close - low) - (high - close), reach) * volume), count)


def mfi(high: Array, low: Array, close: Array, volume: Array, timeperiod: int) -> Array:
    """Return money that flowed on bars whose typical price rose, as a share of all of it, times a hundred."""
    count = len(close)
    high, low, close, volume = begun(high, low, close, volume)
    typical = (high + low + close) / 3
    flow, turn = (typical * volume)[1:], np.diff(typical)
    # Added up anew for each window: what rounding leaves behind would look like money in a window without any.
    gained = windows(np.where(turn > 0, flow, 0.0), timeperiod).sum(axis=1)
    total = gained + windows(np.where(turn < 0, flow, 0.0), timeperiod).sum(axis=1)
    # A negative price is one that money does not flow by.
    return placed(100 * ratio(np.clip(gained, 0.0, np.maximum(total, 0.0)), np.maximum(total, 0.0)), count)
