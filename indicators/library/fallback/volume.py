"""Volume as TA-Lib counts it, in NumPy: what the catalogue offers where TA-Lib is missing."""

import numpy as np

from indicators.library.entry import Floats
from indicators.library.fallback.rounding import is_rounding
from indicators.library.windows import change, ratio, rolling_sum, shift, typical_price


def obv(real: Floats, volume: Floats) -> Floats:
    """
    Return volume added up on bars that rose and taken off on bars that fell.

    >>> obv(np.array([1.0, 2.0, 2.0, 1.0]), np.array([5.0, 6.0, 7.0, 8.0]))
    array([ 5., 11., 11.,  3.])
    """
    signs = np.sign(np.diff(real))
    return np.cumsum(np.concatenate((volume[:1], signs * volume[1:])))


def ad(high: Floats, low: Floats, close: Floats, volume: Floats) -> Floats:
    """
    Return volume added up by where each close lies between low and high: all of it at the high, taken off at the low.

    >>> ad(np.array([2.0, 2.0]), np.array([0.0, 0.0]), np.array([2.0, 0.5]), np.array([8.0, 8.0]))
    array([8., 4.])
    """
    reach = np.maximum(high - low, 0.0)
    return np.cumsum(ratio((close - low) - (high - close), reach, otherwise=0.0) * volume)


def mfi(high: Floats, low: Floats, close: Floats, volume: Floats, timeperiod: int) -> Floats:
    """Return money that flowed on bars whose typical price rose, as a share of all of it, times a hundred."""
    typical = typical_price(high, low, close)
    flow, turn = typical * volume, change(typical)
    turn[is_rounding(turn, typical, shift(typical))] = 0.0
    gained = rolling_sum(np.where(turn > 0, flow, 0 * turn), timeperiod)
    total = np.maximum(gained + rolling_sum(np.where(turn < 0, flow, 0 * turn), timeperiod), 0.0)
    # Of a price below zero the one may be more than the whole.
    return 100 * ratio(np.clip(gained, 0.0, total), total, otherwise=0.0)
