"""More of how fast the price goes: squeezes, waves and what Ehlers made of filters."""

import math
from itertools import pairwise

import numpy as np

from indicators.library.averages import laguerre, super_smoother
from indicators.library.entry import Floats
from indicators.library.momentum import growth
from indicators.library.smoothing import decayed, ema, rise_share, smoothed, wilder
from indicators.library.volatility import relative_volatility
from indicators.library.windows import (
    change,
    first_number,
    in_windows,
    led,
    ratio,
    rolling_line_end,
    rolling_max,
    rolling_mean,
    rolling_min,
    rolling_std,
    rolling_sum,
    rolling_wma,
    settled,
    shift,
    true_range,
    typical_price,
)


def squeeze(
    high: Floats, low: Floats, close: Floats, *, timeperiod: int = 20, nbdev: float = 2.0, nbatr: float = 1.5
) -> tuple[Floats, Floats]:
    """
    Return the fitted momentum, and 1 while the Bollinger bands are inside the Keltner channel, else 0.

    >>> high = np.array([2.0, 3.0, 2.0, 3.0, 4.0])
    >>> momentum, is_on = squeeze(high, high - 2, high - 1, timeperiod=2)
    >>> momentum, is_on
    (array([ nan,  nan, -0.5,  0.5,  0.5]), array([nan, nan,  1.,  1.,  1.]))
    """
    average = rolling_mean(close, timeperiod)
    spread = nbatr * rolling_mean(true_range(high, low, close), timeperiod) - nbdev * rolling_std(close, timeperiod)
    middle = (rolling_max(high, timeperiod) + rolling_min(low, timeperiod)) / 2
    is_on = np.where(np.isnan(spread), np.nan, np.where(spread > 0, 1.0, 0.0))
    return rolling_line_end(close - (middle + average) / 2, timeperiod), is_on


def centre_of_gravity(real: Floats, *, timeperiod: int = 10) -> tuple[Floats, Floats]:
    """
    Return how many bars nearer than the middle the balance of the last prices lies, and the same a bar before.

    >>> centre_of_gravity(np.array([1.0, 3.0, 3.0]), timeperiod=2)
    (array([ nan, 0.25, 0.  ]), array([ nan,  nan, 0.25]))
    """
    total = rolling_sum(real, timeperiod)
    weighted = rolling_wma(real, timeperiod) * (timeperiod * (timeperiod + 1) / 2)
    line = ratio(weighted, total) - (timeperiod + 1) / 2
    return line, shift(line)


def laguerre_rsi(real: Floats, *, gamma: float = 0.5) -> tuple[Floats]:
    """
    Return the share of the steps between the four lines of a Laguerre filter that lead up.

    >>> laguerre_rsi(np.array([1.0, 3.0, 1.0]))[0].round(4)
    array([   nan, 0.7143, 0.5   ])
    """
    lines = laguerre(real, gamma)
    steps = np.array([settled(first - second, real) for first, second in pairwise(lines)])
    ups, downs = np.maximum(steps, 0).sum(axis=0), np.maximum(-steps, 0).sum(axis=0)
    return (ratio(ups, ups + downs),)


def inverse_fisher(real: Floats, *, timeperiod: int = 5, smoothing: int = 9) -> tuple[Floats]:
    """
    Return the inverse Fisher transform of RSI: pressed to the edges, -1 and 1.

    >>> inverse_fisher(np.arange(5.0), timeperiod=2, smoothing=2)[0].round(4)
    array([   nan,    nan,    nan, 0.9999, 0.9999])
    """
    return (np.tanh(rolling_wma(0.1 * (rise_share(real, timeperiod) - 50), smoothing)),)


def relative_momentum(real: Floats, *, timeperiod: int = 20, lookback: int = 5) -> tuple[Floats]:
    """
    Return the RSI of moves over several bars.

    >>> relative_momentum(np.array([1.0, 1.0, 2.0, 0.0, 3.0]), timeperiod=2, lookback=2)[0]
    array([nan, nan, nan, 50., 75.])
    """
    moves = change(real, lookback)
    ups, downs = wilder(np.maximum(moves, 0), timeperiod), wilder(np.maximum(-moves, 0), timeperiod)
    return (100 * ratio(ups, ups + downs),)


def wave_trend(
    high: Floats, low: Floats, close: Floats, *, timeperiod: int = 10, smoothing: int = 21, signalperiod: int = 4
) -> tuple[Floats, Floats]:
    """
    Return how far the typical price is from its average in average distances, smoothed, and its average.

    >>> price = np.array([1.0, 2.0, 4.0, 8.0])
    >>> wave_trend(price, price, price, timeperiod=2, smoothing=1, signalperiod=2)[0].round(4)
    array([    nan,     nan, 83.3333, 82.8571])
    """
    price = typical_price(high, low, close)
    away = settled(price - ema(price, timeperiod), price)
    line = ema(ratio(away, 0.015 * ema(np.abs(away), timeperiod), otherwise=0.0), smoothing)
    return line, rolling_mean(line, signalperiod)


def price_momentum(
    real: Floats, *, slowperiod: int = 35, fastperiod: int = 20, signalperiod: int = 10
) -> tuple[Floats, Floats]:
    """
    Return ten times the rate of change smoothed twice, and its average.

    >>> price_momentum(np.array([1.0, 2.0, 3.0, 4.5]), slowperiod=2, fastperiod=2, signalperiod=1)[0]
    array([ nan,  nan,  nan, 625.])
    """
    once = smoothed(growth(real, 1), 2 / slowperiod, slowperiod)
    line = smoothed(10 * once, 2 / fastperiod, fastperiod)
    return line, ema(line, signalperiod)


def inertia(real: Floats, *, timeperiod: int = 20, stdperiod: int = 10, rviperiod: int = 14) -> tuple[Floats]:
    """
    Return the end of the straight line fitted to the relative volatility index.

    >>> inertia(np.arange(9.0), timeperiod=2, stdperiod=2, rviperiod=2)[0][-1]
    np.float64(100.0)
    """
    return (rolling_line_end(relative_volatility(real, stdperiod=stdperiod, timeperiod=rviperiod)[0], timeperiod),)


def brar(
    open: Floats,
    high: Floats,
    low: Floats,
    close: Floats,
    *,
    timeperiod: int = 26,
) -> tuple[Floats, Floats]:
    """
    Return the ways up in percent of the ways down: from the open, and from the close before.

    >>> opened = np.array([2.0, 2.0, 2.0])
    >>> brar(opened, opened + 2, opened - 1, opened, timeperiod=2)
    (array([ nan, 200., 200.]), array([ nan,  nan, 200.]))
    """
    before = shift(close)
    from_open = ratio(rolling_sum(high - open, timeperiod), rolling_sum(open - low, timeperiod))
    ups, downs = np.maximum(high - before, 0), np.maximum(before - low, 0)
    return 100 * from_open, 100 * ratio(rolling_sum(ups, timeperiod), rolling_sum(downs, timeperiod))


def rank_correlation(real: Floats, *, timeperiod: int = 9) -> tuple[Floats]:
    """
    Return how far the order of the last prices is that of their bars: 100 if each is the highest, -100 the lowest.

    >>> rank_correlation(np.array([1.0, 3.0, 2.0, 4.0]), timeperiod=3)[0]
    array([nan, nan, 50., 50.])
    """

    def told(rows: Floats) -> Floats:
        ranks = rows.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
        away = ((ranks - np.arange(timeperiod)) ** 2).sum(axis=1)
        # Prices all the same have no order.
        return np.where(rows.min(axis=1) == rows.max(axis=1), np.nan, away.astype(np.float64))

    squares = in_windows(real, timeperiod, told)
    return (100 * (1 - 6 * squares / (timeperiod * (timeperiod * timeperiod - 1))),)


def trendflex(real: Floats, *, timeperiod: int = 20) -> tuple[Floats]:
    """
    Return how far the smoothed price is above its last values on average, in its usual distances.

    >>> trendflex(np.array([1.0, 1.0, 2.0, 3.0]), timeperiod=2)[0].round(4)
    array([   nan,    nan, 5.    , 4.6537])
    """
    (smooth,) = super_smoother(real, timeperiod=timeperiod / 2)
    away = smooth - shift(rolling_mean(smooth, timeperiod))
    return (_in_usual_distances(away, real),)


def reflex(real: Floats, *, timeperiod: int = 20) -> tuple[Floats]:
    """
    Return how far the smoothed price's last values lie below the straight line across them, in its usual distances.

    >>> reflex(np.array([1.0, 1.0, 2.0, 1.0]), timeperiod=2)[0].round(4)
    array([    nan,     nan,  5.    , -3.5823])
    """
    (smooth,) = super_smoother(real, timeperiod=timeperiod / 2)
    line = smooth - change(smooth, timeperiod) * ((timeperiod + 1) / (2 * timeperiod))
    return (_in_usual_distances(line - shift(rolling_mean(smooth, timeperiod)), real),)


def _in_usual_distances(away: Floats, scale: Floats) -> Floats:
    """Return distances over the root of an average of their squares, begun at nothing as Ehlers does."""
    away = settled(away, scale)
    begin = first_number(away)
    usual = led(decayed(0.04 * away[begin:] ** 2, 0.96), len(away))
    return ratio(away, np.sqrt(usual), otherwise=0.0)


def roofing(real: Floats, *, highperiod: int = 48, lowperiod: int = 10) -> tuple[Floats]:
    """
    Return the price without the waves longer than one period and those shorter than another.

    >>> roofing(np.array([5.0, 5.0, 5.0]))[0]
    array([0., 0., 0.])
    """
    angle = math.sqrt(0.5) * 2 * math.pi / highperiod
    keep = 1 - (math.cos(angle) + math.sin(angle) - 1) / math.cos(angle)
    bends = change(change(real))
    bends[:2] = 0
    waves = decayed(decayed(((1 + keep) / 2) ** 2 * bends, keep), keep)
    return super_smoother(waves, timeperiod=lowperiod)
