"""Momentum as TA-Lib computes it, in NumPy: what the catalogue offers where TA-Lib is missing."""

from collections.abc import Callable
from typing import Final

import numpy as np

from indicators.library.fallback.averages import ema, moving_average
from indicators.library.fallback.running import (
    Array,
    begun,
    of_windows,
    placed,
    ratio,
    recursion,
    running_sum,
    true_range,
    wilder,
    windows,
)

# Stands for a bar without direction; no strength is below zero.
_STILL: Final = -1.0


def rsi(real: Array, timeperiod: int) -> Array:
    """
    Return Wilder's relative strength: what rose, as a share of all that moved, times a hundred.

    >>> rsi(np.array([1.0, 2.0, 1.0, 2.0]), 2)
    array([nan, nan, 50., 75.])
    """
    (values,) = begun(real)
    moved = np.diff(values)
    # A change that is unknown makes both averages unknown.
    gain = wilder(np.where(moved < 0, 0.0, moved), timeperiod)
    loss = wilder(np.where(moved < 0, -moved, 0.0), timeperiod)
    return placed(100 * ratio(gain, gain + loss), len(real))


def macd(real: Array, *, fastperiod: int, slowperiod: int, signalperiod: int) -> tuple[Array, Array, Array]:
    """Return two EMAs' difference, its own EMA, and how far the one is above the other."""
    fast, slow = sorted((fastperiod, slowperiod))
    (values,) = begun(real)
    # Both begin on the same bar: the quicker one leaves out what only the slower one needs.
    quick = ema(values[slow - fast :], fast)
    line = placed(quick, len(real)) - ema(real, slow)
    signal = ema(line, signalperiod)
    return line + 0 * signal, signal, line - signal


def stoch(
    high: Array,
    low: Array,
    close: Array,
    *,
    fastk_period: int,
    slowk_period: int,
    slowk_matype: int,
    slowd_period: int,
    slowd_matype: int,
) -> tuple[Array, Array]:
    """Return where the close lies in the range of the last bars, smoothed once, and that smoothed again."""
    count = len(close)
    high, low, close = begun(high, low, close)
    bottom = windows(low, fastk_period).min(axis=1)
    reach = windows(high, fastk_period).max(axis=1) - bottom
    raw = placed(100 * ratio(close[fastk_period - 1 :] - bottom, reach), count)
    slow_k = moving_average(raw, slowk_period, slowk_matype)
    slow_d = moving_average(slow_k, slowd_period, slowd_matype)
    return slow_k + 0 * slow_d, slow_d


def willr(high: Array, low: Array, close: Array, timeperiod: int) -> Array:
    """
    Return how far the close lies below the highest price of the last bars, from 0 to -100 parts of their range.

    >>> willr(np.array([2.0, 4.0]), np.array([0.0, 1.0]), np.array([1.0, 3.0]), 2)
    array([ nan, -25.])
    """
    count = len(close)
    high, low, close = begun(high, low, close)
    top = windows(high, timeperiod).max(axis=1)
    reach = top - windows(low, timeperiod).min(axis=1)
    return placed(-100 * ratio(top - close[timeperiod - 1 :], reach), count)


def cci(high: Array, low: Array, close: Array, timeperiod: int) -> Array:
    """Return how far the typical price lies from its average, in fifteen thousandths of its mean deviation."""
    count = len(close)
    high, low, close = begun(high, low, close)
    return placed(of_windows(_deviation_of_last, (high + low + close) / 3, timeperiod), count)


def _deviation_of_last(rows: Array) -> Array:
    # Counted from the first value of each, so that an unmoved price deviates by nothing at all.
    moved = rows - rows[:, :1]
    centre = moved.mean(axis=1)
    spread = np.abs(moved - centre[:, np.newaxis]).mean(axis=1)
    return ratio(moved[:, -1] - centre, 0.015 * spread)


def roc(real: Array, timeperiod: int) -> Array:
    """
    Return the change over some bars, in percent.

    >>> roc(np.array([2.0, 3.0]), 1)
    array([nan, 50.])
    """
    (values,) = begun(real)
    before = values[:-timeperiod]
    change = (ratio(values[timeperiod:], before, otherwise=1.0) - 1) * 100
    return placed(change, len(real))


def adx(high: Array, low: Array, close: Array, timeperiod: int) -> Array:
    """Return how far one direction outweighs the other, whichever it is, from 0 to 100 and twice averaged."""
    count = len(close)
    high, low, close = begun(high, low, close)
    if len(close) < 2 * timeperiod:
        return np.full(count, np.nan)
    up, down = np.diff(high), -np.diff(low)
    rose = _faded(np.where((up > 0) & (up > down), up, 0.0), timeperiod)
    fell = _faded(np.where((down > 0) & (down > up), down, 0.0), timeperiod)
    reach = _faded(true_range(high, low, close), timeperiod)
    plus, minus = 100 * ratio(rose, reach), 100 * ratio(fell, reach)
    # Where nothing moved there is no direction, and the average waits.
    is_still = (reach == 0) | (plus + minus == 0)
    strength = np.where(is_still, _STILL, 100 * ratio(np.abs(minus - plus), plus + minus))
    first = strength[:timeperiod]
    seed = float(running_sum(np.where(first == _STILL, 0.0, first), timeperiod)[0]) / timeperiod
    return placed(recursion(_averaged(timeperiod), strength[timeperiod:], seed=seed), count)


def _faded(moves: Array, timeperiod: int) -> Array:
    """Return Wilder's sum of moves, which loses one part of so many with every bar."""
    seed = float(running_sum(moves[: timeperiod - 1], timeperiod - 1)[0])
    later = recursion(lambda before, move: before - before / timeperiod + move, moves[timeperiod - 1 :], seed=seed)
    return later[1:]


def _averaged(timeperiod: int) -> Callable[[float, float], float]:
    def step(before: float, value: float) -> float:
        return before if value == _STILL else (before * (timeperiod - 1) + value) / timeperiod

    return step
