"""Momentum as TA-Lib computes it, in NumPy: what the catalogue offers where TA-Lib is missing."""

from typing import Final

import numpy as np

from indicators.library.entry import Floats
from indicators.library.fallback.averages import moving_average
from indicators.library.fallback.rounding import is_rounding
from indicators.library.smoothing import decayed, ema, rise_share
from indicators.library.windows import (
    blank,
    change,
    first_number,
    in_windows,
    led,
    ratio,
    rolling_max,
    rolling_min,
    shift,
    true_range,
    typical_price,
)

# Stands for a bar without direction; no strength is below zero.
_STILL: Final = -1.0


def rsi(real: Floats, timeperiod: int) -> Floats:
    """
    Return Wilder's relative strength: what rose, as a share of all that moved, times a hundred.

    >>> rsi(np.array([1.0, 2.0, 1.0, 2.0]), 2)
    array([nan, nan, 50., 75.])
    """
    return rise_share(real, timeperiod, otherwise=0.0)


def macd(real: Floats, fastperiod: int, slowperiod: int, signalperiod: int) -> tuple[Floats, Floats, Floats]:
    """Return two EMAs' difference, its own EMA, and how far the one is above the other."""
    fast, slow = sorted((fastperiod, slowperiod))
    # Both begin on the same bar: the quicker one leaves out what only the slower one needs.
    begin = first_number(real) + slow - fast
    line = led(ema(real[begin:], fast), len(real)) - ema(real, slow)
    signal = ema(line, signalperiod)
    return line + 0 * signal, signal, line - signal


def stoch(
    high: Floats,
    low: Floats,
    close: Floats,
    fastk_period: int,
    slowk_period: int,
    slowk_matype: str,
    slowd_period: int,
    slowd_matype: str,
) -> tuple[Floats, Floats]:
    """Return where the close lies in the range of the last bars, smoothed once, and that smoothed again."""
    bottom = rolling_min(low, fastk_period)
    raw = 100 * ratio(close - bottom, rolling_max(high, fastk_period) - bottom, otherwise=0.0)
    slow_k = moving_average(raw, slowk_period, slowk_matype)
    slow_d = moving_average(slow_k, slowd_period, slowd_matype)
    return slow_k + 0 * slow_d, slow_d


def willr(high: Floats, low: Floats, close: Floats, timeperiod: int) -> Floats:
    """
    Return how far the close lies below the highest price of the last bars, from 0 to -100 parts of their range.

    >>> willr(np.array([2.0, 4.0]), np.array([0.0, 1.0]), np.array([1.0, 3.0]), 2)
    array([ nan, -25.])
    """
    top = rolling_max(high, timeperiod)
    return -100 * ratio(top - close, top - rolling_min(low, timeperiod), otherwise=0.0)


def cci(high: Floats, low: Floats, close: Floats, timeperiod: int) -> Floats:
    """Return how far the typical price lies from its average, in fifteen thousandths of its mean deviation."""
    return in_windows(typical_price(high, low, close), timeperiod, _deviation_of_last)


def _deviation_of_last(rows: Floats) -> Floats:
    last, centre = rows[:, -1], rows.mean(axis=1)
    spread = np.abs(rows - centre[:, np.newaxis]).mean(axis=1)
    deviation = ratio(last - centre, 0.015 * spread, otherwise=0.0)
    return np.where(is_rounding(last - centre, last, centre), 0.0, deviation)


def roc(real: Floats, timeperiod: int) -> Floats:
    """
    Return the change over some bars, in percent.

    >>> roc(np.array([2.0, 3.0]), 1)
    array([nan, 50.])
    """
    return (ratio(real, shift(real, timeperiod), otherwise=1.0) - 1) * 100


def adx(high: Floats, low: Floats, close: Floats, timeperiod: int) -> Floats:
    """Return how far one direction outweighs the other, whichever it is, from 0 to 100 and twice averaged."""
    up, down = change(high), -change(low)
    rose = _faded(np.where((up > 0) & (up > down), up, 0.0), timeperiod)
    fell = _faded(np.where((down > 0) & (down > up), down, 0.0), timeperiod)
    reach = _faded(true_range(high, low, close), timeperiod)
    plus, minus = 100 * ratio(rose, reach, otherwise=0.0), 100 * ratio(fell, reach, otherwise=0.0)
    strength = 100 * ratio(np.abs(minus - plus), plus + minus, otherwise=_STILL / 100)
    if len(strength) < timeperiod:
        return blank(close)
    return led(_averaged(strength, timeperiod), len(close))


def _faded(moves: Floats, timeperiod: int) -> Floats:
    """Return Wilder's sum of the moves from the second bar on: each bar it forgets one part of so many."""
    inputs = moves[timeperiod - 1 :].copy()
    inputs[:1] = moves[1:timeperiod].sum()
    return decayed(inputs, 1 - 1 / timeperiod)[1:]


def _averaged(strength: Floats, timeperiod: int) -> Floats:
    """Return Wilder's average, which waits where nothing has a direction."""
    first = strength[:timeperiod]
    average = float(first[first != _STILL].sum()) / timeperiod
    found = [average]
    for value in strength[timeperiod:].tolist():
        if value != _STILL:
            average = (average * (timeperiod - 1) + value) / timeperiod
        found.append(average)
    return np.array(found)
