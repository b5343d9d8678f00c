"""Moving averages that TA-Lib lacks."""

import cmath
import math

import numpy as np

from indicators.library.entry import Floats
from indicators.library.smoothing import decayed, decayed_by, ema, resonant, wilder
from indicators.library.windows import (
    blank,
    change,
    filled,
    first_number,
    led,
    logarithm,
    ratio,
    rolling_max,
    rolling_min,
    rolling_sum,
    rolling_wma,
    shift,
    weighted_mean,
)

# Two groups of six: what traders look at, and what investors do.
GUPPY = (3, 5, 8, 10, 12, 15, 30, 35, 40, 45, 50, 60)


def hull(real: Floats, *, timeperiod: int = 16) -> tuple[Floats]:
    """
    Return Hull's average: twice the fast weighted average less the slow one, smoothed once more.

    >>> hull(np.arange(1.0, 7.0), timeperiod=4)[0]
    array([nan, nan, nan, nan,  5.,  6.])
    """
    leading = 2 * rolling_wma(real, timeperiod // 2) - rolling_wma(real, timeperiod)
    return (rolling_wma(leading, math.isqrt(timeperiod)),)


def zero_lag(real: Floats, *, timeperiod: int = 20) -> tuple[Floats]:
    """
    Return the exponential average of the price ahead of itself by its own lag.

    >>> zero_lag(np.arange(1.0, 7.0), timeperiod=3)[0]
    array([nan, nan, nan,  4.,  5.,  6.])
    """
    return (ema(2 * real - shift(real, (timeperiod - 1) // 2), timeperiod),)


def volume_weighted(real: Floats, volume: Floats, *, timeperiod: int = 20) -> tuple[Floats]:
    """
    Return the average of the last prices weighted with their volumes.

    >>> volume_weighted(np.array([1.0, 2.0]), np.array([1.0, 3.0]), timeperiod=2)[0]
    array([ nan, 1.75])
    """
    return (ratio(rolling_sum(real * volume, timeperiod), rolling_sum(volume, timeperiod)),)


def arnaud_legoux(real: Floats, *, timeperiod: int = 9, offset: float = 0.85, sigma: float = 6.0) -> tuple[Floats]:
    """
    Return the average weighted by a bell whose top stands near the newest bars.

    >>> arnaud_legoux(np.array([1.0, 2.0, 3.0]), timeperiod=3, offset=0.5)[0].round(6)
    array([nan, nan,  2.])
    """
    places = np.arange(timeperiod) - offset * (timeperiod - 1)
    return (weighted_mean(real, np.exp(-(places**2) / (2 * (timeperiod / sigma) ** 2))),)


def mcginley(real: Floats, *, timeperiod: int = 14) -> tuple[Floats]:
    """
    Return McGinley's dynamic: an average that hurries after a falling price and lets a rising one go.

    >>> mcginley(np.array([1.0, 1.0, 2.0]), timeperiod=2)[0]
    array([    nan, 1.     , 1.03125])
    """
    begin = first_number(real) + timeperiod - 1
    if begin >= len(real):
        return (blank(real),)
    last = float(real[begin + 1 - timeperiod : begin + 1].mean())
    found: list[float] = []
    # A fourth power of itself inside: bar after bar.
    for price in real[begin:].tolist():
        if found:
            # The formula knows only prices above zero.
            share = price / last if last > 0 else math.nan
            # ... and its fourth power only ratios that have one.
            last = last + (price - last) / (timeperiod * share**4) if 1e-50 < share < 1e50 else math.nan
        found.append(last)
    return (led(np.array(found), len(real)),)


def smoothed_average(real: Floats, *, timeperiod: int = 14) -> tuple[Floats]:
    """
    Return Wilder's average, in which each new price counts for one of `timeperiod`.

    >>> smoothed_average(np.array([1.0, 3.0, 4.0]), timeperiod=2)[0]
    array([nan, 2., 3.])
    """
    return (wilder(real, timeperiod),)


def sine_weighted(real: Floats, *, timeperiod: int = 14) -> tuple[Floats]:
    """
    Return the average weighted by half a wave of a sine, most in the middle.

    >>> sine_weighted(np.array([1.0, 5.0, 3.0]), timeperiod=3)[0].round(6)
    array([     nan,      nan, 3.242641])
    """
    return (weighted_mean(real, np.sin(np.pi * np.arange(1, timeperiod + 1) / (timeperiod + 1))),)


def variable_index(real: Floats, *, timeperiod: int = 14, cmoperiod: int = 9) -> tuple[Floats]:
    """
    Return Chande's dynamic average: the surer the direction, the faster it is.

    >>> variable_index(np.array([1.0, 2.0, 3.0, 2.0]), timeperiod=3, cmoperiod=2)[0]
    array([nan, nan,  3.,  3.])
    """
    moves = change(real)
    sureness = np.abs(ratio(rolling_sum(moves, cmoperiod), rolling_sum(np.abs(moves), cmoperiod), otherwise=0.0))
    return (_following(real, sureness * 2 / (timeperiod + 1)),)


def _following(values: Floats, shares: Floats, seed: Floats | None = None) -> Floats:
    """Return the average in which each value has the share told, from the first share on."""
    begin = first_number(shares)
    inputs, keeps = (values * shares)[begin:], (1 - shares)[begin:]
    if inputs.size:
        inputs[0], keeps[0] = values[begin] if seed is None else seed[begin], 0.0
    return led(decayed_by(inputs, keeps), len(values))


def adaptive(real: Floats, timeperiod: int, fastperiod: int, slowperiod: int) -> Floats:
    """
    Return Kaufman's adaptive moving average, as TA-Lib's.

    >>> adaptive(np.array([1.0, 2.0, 3.0]), 2, 2, 30).round(4)
    array([   nan,    nan, 2.4444])
    """
    moved = rolling_sum(np.abs(change(real)), timeperiod)
    efficiency = np.abs(ratio(change(real, timeperiod), moved, otherwise=1.0))
    fast, slow = 2 / (fastperiod + 1), 2 / (slowperiod + 1)
    shares = (efficiency * (fast - slow) + slow) ** 2
    before = shift(real)
    return _following(real, shares, seed=before + shares * (real - before))


def fractal_adaptive(high: Floats, low: Floats, *, timeperiod: int = 16) -> tuple[Floats]:
    """
    Return Ehlers' fractal adaptive average of the middles of the bars: fast on a line, slow in a crumple.

    >>> price = np.arange(1.0, 7.0)
    >>> fractal_adaptive(price, price, timeperiod=4)[0].round(4)
    array([nan, nan, nan,  4.,  5.,  6.])
    """
    half = timeperiod // 2
    spread = rolling_max(high, half) - rolling_min(low, half)
    whole = rolling_max(high, 2 * half) - rolling_min(low, 2 * half)
    parts = spread + shift(spread, half)
    is_measured = (spread > 0) & (shift(spread, half) > 0) & (whole > 0)
    dimension = filled(
        np.where(is_measured, (logarithm(parts / half) - logarithm(whole / (2 * half))) / math.log(2), np.nan)
    )
    # Without a range there is nothing to be slow about.
    dimension = np.where(np.isnan(dimension) & ~np.isnan(whole + parts), 1.0, dimension)
    shares = np.clip(np.exp(-4.6 * (dimension - 1)), 0.01, 1.0)
    return (_following((high + low) / 2, shares),)


def super_smoother(real: Floats, *, timeperiod: float = 10) -> tuple[Floats]:
    """
    Return Ehlers' super smoother: two poles that let no wave through shorter than the period.

    >>> super_smoother(np.array([5.0, 5.0, 5.0, 5.0]), timeperiod=10)[0].round(9)
    array([5., 5., 5., 5.])
    """
    pole = cmath.exp((-1 + 1j) * math.sqrt(2) * math.pi / timeperiod)
    first, second = 2 * pole.real, -(abs(pole) ** 2)
    inputs = (1 - first - second) * (real + shift(real)) / 2
    # The first two bars stand for themselves, as in the original.
    inputs[:1] = real[:1]
    inputs[1:2] = real[1:2] - first * real[:1][: len(real[1:2])]
    return (resonant(inputs, pole),)


def decycler(real: Floats, *, timeperiod: int = 125) -> tuple[Floats]:
    """
    Return the price without the waves shorter than the period.

    >>> decycler(np.array([5.0, 5.0, 5.0]), timeperiod=20)[0].round(9)
    array([5., 5., 5.])
    """
    angle = 2 * math.pi / timeperiod
    share = (math.cos(angle) + math.sin(angle) - 1) / math.cos(angle)
    inputs = share / 2 * (real + shift(real))
    inputs[:1] = real[:1]
    return (decayed(inputs, 1 - share),)


def laguerre_filter(real: Floats, *, gamma: float = 0.8) -> tuple[Floats]:
    """
    Return Ehlers' Laguerre filter: four averages in a row, each of the one before it, weighted 1, 2, 2, 1.

    >>> laguerre_filter(np.array([6.0, 6.0, 12.0]), gamma=0.5)[0]
    array([6.    , 6.    , 6.1875])
    """
    first, second, third, fourth = laguerre(real, gamma)
    return ((first + 2 * second + 2 * third + fourth) / 6,)


def laguerre(values: Floats, gamma: float) -> tuple[Floats, ...]:
    """
    Return the four lines of a Laguerre filter, each delayed more than the one before it.

    >>> [line.tolist() for line in laguerre(np.array([1.0, 3.0]), 0.5)]
    [[1.0, 2.0], [1.0, 0.5], [1.0, 1.25], [1.0, 0.875]]
    """
    lines, inputs = [], (1 - gamma) * values
    for _ in range(4):
        inputs[:1] = values[:1]
        lines.append(decayed(inputs, gamma))
        inputs = shift(lines[-1]) - gamma * lines[-1]
    return tuple(lines)


def guppy(real: Floats) -> tuple[Floats, ...]:
    """
    Return the twelve exponential averages of Guppy's two groups.

    >>> len(guppy(np.arange(3.0)))
    12
    """
    return tuple(ema(real, period) for period in GUPPY)
