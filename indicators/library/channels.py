"""Bands round the price and stops that follow it."""

import numpy as np

from indicators.library.averages import adaptive
from indicators.library.entry import Floats
from indicators.library.smoothing import average_true_range, ema
from indicators.library.windows import (
    filled,
    first_number,
    led,
    ratio,
    rolling_line_end,
    rolling_max,
    rolling_mean,
    rolling_min,
    rolling_slope,
    rolling_std,
    rolling_variance,
    shift,
)

Bands = tuple[Floats, Floats, Floats]


def _round_a(middle: Floats, away: Floats) -> Bands:
    return middle + away, middle, middle - away


def keltner(
    high: Floats, low: Floats, close: Floats, *, timeperiod: int = 20, atrperiod: int = 10, nbatr: float = 2.0
) -> Bands:
    """
    Return an exponential average with bands so many average true ranges from it.

    >>> bars = np.array([2.0, 3.0, 4.0]), np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0, 3.0])
    >>> [float(band[2]) for band in keltner(*bars, timeperiod=2, atrperiod=2)]
    [6.5, 2.5, -1.5]
    """
    return _round_a(ema(close, timeperiod), nbatr * average_true_range(high, low, close, atrperiod))


def donchian(high: Floats, low: Floats, *, timeperiod: int = 20) -> Bands:
    """
    Return the highest high and the lowest low of some bars, and their middle.

    >>> [band.tolist()[1] for band in donchian(np.array([5.0, 4.0]), np.array([3.0, 1.0]), timeperiod=2)]
    [5.0, 3.0, 1.0]
    """
    upper, lower = rolling_max(high, timeperiod), rolling_min(low, timeperiod)
    return upper, (upper + lower) / 2, lower


def supertrend(
    high: Floats, low: Floats, close: Floats, *, timeperiod: int = 10, nbatr: float = 3.0
) -> tuple[Floats, Floats]:
    """
    Return a stop that follows the price and never steps back from it, and the direction: 1 rising, -1 falling.

    >>> high = np.array([2.0, 3.0, 4.0, 9.0])
    >>> line, direction = supertrend(high, high - 2, high - 1, timeperiod=2, nbatr=1)
    >>> line, direction
    (array([nan, nan,  5.,  4.]), array([nan, nan, -1.,  1.]))
    """
    away, middle = nbatr * average_true_range(high, low, close, timeperiod), (high + low) / 2
    stops: list[float] = []
    sides: list[float] = []
    ceiling, floor, before, is_rising = np.inf, -np.inf, np.nan, False
    begin = first_number(away)
    tops, bottoms = (middle + away)[begin:].tolist(), (middle - away)[begin:].tolist()
    # Each stop depends on whether the last one held, so bar after bar.
    for price, top, bottom in zip(close[begin:].tolist(), tops, bottoms, strict=True):
        floor = bottom if bottom > floor or before < floor else floor
        ceiling = top if top < ceiling or before > ceiling else ceiling
        # The first one is taken for falling, as TradingView does.
        is_rising = price >= floor if is_rising else price > ceiling and bool(stops)
        stops.append(floor if is_rising else ceiling)
        sides.append(1.0 if is_rising else -1.0)
        before = price
    return led(np.array(stops), len(close)), led(np.array(sides), len(close))


def kama_bands(
    real: Floats, *, timeperiod: int = 10, fastperiod: int = 2, slowperiod: int = 30, nbdev: float = 2.0
) -> Bands:
    """
    Return Kaufman's adaptive average with bands so many standard deviations from it.

    >>> [float(band[2]) for band in kama_bands(np.array([1.0, 1.0, 1.0]), timeperiod=2)]
    [1.0, 1.0, 1.0]
    """
    middle = adaptive(real, timeperiod, fastperiod, slowperiod)
    return _round_a(middle, nbdev * rolling_std(real, timeperiod))


def envelope(real: Floats, *, timeperiod: int = 20, percent: float = 2.5) -> Bands:
    """
    Return a simple average with bands so many percent from it.

    >>> [float(band[1]) for band in envelope(np.array([9.0, 11.0]), timeperiod=2, percent=10)]
    [11.0, 10.0, 9.0]
    """
    middle = rolling_mean(real, timeperiod)
    return _round_a(middle, np.abs(middle) * percent / 100)


def starc(
    high: Floats, low: Floats, close: Floats, *, timeperiod: int = 6, atrperiod: int = 15, nbatr: float = 2.0
) -> Bands:
    """
    Return a short simple average with bands so many average true ranges from it.

    >>> bars = np.array([2.0, 3.0, 4.0]), np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0, 3.0])
    >>> [float(band[2]) for band in starc(*bars, timeperiod=2, atrperiod=2)]
    [6.5, 2.5, -1.5]
    """
    return _round_a(rolling_mean(close, timeperiod), nbatr * average_true_range(high, low, close, atrperiod))


def standard_error_bands(real: Floats, *, timeperiod: int = 21, nbdev: float = 2.0, smoothing: int = 3) -> Bands:
    """
    Return the end of a fitted straight line with bands so many standard errors from it, all smoothed.

    >>> [float(band[3]) for band in standard_error_bands(np.arange(4.0), timeperiod=3, smoothing=1)]
    [3.0, 3.0, 3.0]
    """
    slope = rolling_slope(real, timeperiod)
    end = rolling_line_end(real, timeperiod)
    explained = slope * slope * (timeperiod * (timeperiod * timeperiod - 1) / 12)
    unexplained = np.maximum(rolling_variance(real, timeperiod) * timeperiod - explained, 0)
    error = np.sqrt(unexplained / max(timeperiod - 2, 1))
    return _round_a(rolling_mean(end, smoothing), nbdev * rolling_mean(error, smoothing))


def percent_b(real: Floats, *, timeperiod: int = 20, nbdev: float = 2.0) -> tuple[Floats]:
    """
    Return where the price stands between the Bollinger bands: 0 at the lower, 1 at the upper.

    >>> percent_b(np.array([1.0, 3.0]), timeperiod=2)[0]
    array([ nan, 0.75])
    """
    away = nbdev * rolling_std(real, timeperiod)
    return (ratio(real - rolling_mean(real, timeperiod) + away, 2 * away),)


def band_width(real: Floats, *, timeperiod: int = 20, nbdev: float = 2.0) -> tuple[Floats]:
    """
    Return how far the Bollinger bands are apart, in percent of the average between them.

    >>> band_width(np.array([1.0, 3.0]), timeperiod=2)[0]
    array([ nan, 200.])
    """
    return (100 * ratio(2 * nbdev * rolling_std(real, timeperiod), rolling_mean(real, timeperiod)),)


def gann_hilo(high: Floats, low: Floats, close: Floats, *, timeperiod: int = 3) -> tuple[Floats, Floats]:
    """
    Return the average low while the price rises and the average high while it falls, and the direction.

    >>> high = np.array([3.0, 3.0, 9.0, 1.0])
    >>> gann_hilo(high, high - 1, high - 0.5, timeperiod=2)
    (array([nan, nan, 5., 5.]), array([nan, nan,  1., -1.]))
    """
    highs, lows = rolling_mean(high, timeperiod), rolling_mean(low, timeperiod)
    turns = np.where(close > shift(highs), 1.0, np.where(close < shift(lows), -1.0, np.nan))
    direction = filled(turns)
    return np.where(direction > 0, lows, np.where(direction < 0, highs, np.nan)), direction


def chandelier(
    high: Floats, low: Floats, close: Floats, *, timeperiod: int = 22, nbatr: float = 3.0
) -> tuple[Floats, Floats]:
    """
    Return the stop that hangs from the highest high for those who are long, and that from the lowest low for shorts.

    >>> high = np.array([3.0, 4.0, 5.0])
    >>> chandelier(high, high - 2, high - 1, timeperiod=2, nbatr=1)
    (array([nan, nan,  3.]), array([nan, nan,  4.]))
    """
    away = nbatr * average_true_range(high, low, close, timeperiod)
    return rolling_max(high, timeperiod) - away, rolling_min(low, timeperiod) + away


def chande_kroll(
    high: Floats, low: Floats, close: Floats, *, timeperiod: int = 10, nbatr: float = 1.0, stopperiod: int = 9
) -> tuple[Floats, Floats]:
    """
    Return the lowest of the stops over the lows, which the long heed, and the highest of those under the highs.

    >>> high = np.array([3.0, 4.0, 5.0, 6.0])
    >>> chande_kroll(high, high - 2, high - 1, timeperiod=2, stopperiod=2)
    (array([nan, nan, nan,  4.]), array([nan, nan, nan,  4.]))
    """
    long, short = chandelier(high, low, close, timeperiod=timeperiod, nbatr=nbatr)
    return rolling_min(short, stopperiod), rolling_max(long, stopperiod)


def volatility_stop(
    high: Floats, low: Floats, close: Floats, *, timeperiod: int = 20, nbatr: float = 2.0
) -> tuple[Floats, Floats]:
    """
    Return Wilder's stop, some average true ranges from the best close since it turned, and the direction.

    >>> close = np.array([3.0, 4.0, 5.0, 1.0])
    >>> volatility_stop(close, close - 1, close, timeperiod=2, nbatr=1)
    (array([nan, nan,  4.,  4.]), array([nan, nan,  1., -1.]))
    """
    away = nbatr * average_true_range(high, low, close, timeperiod)
    begin = first_number(away)
    stops: list[float] = []
    sides: list[float] = []
    best, stop, side = np.nan, np.nan, 1.0
    # Each stop depends on whether the last one held, so bar after bar.
    for price, width in zip(close[begin:].tolist(), away[begin:].tolist(), strict=True):
        best = price if not stops or (price - best) * side > 0 else best
        fresh = best - side * width
        stop = fresh if not stops or (fresh - stop) * side > 0 else stop
        if (price >= stop) != (side > 0):
            side, best = -side, price
            stop = price - side * width
        stops.append(stop)
        sides.append(side)
    return led(np.array(stops), len(close)), led(np.array(sides), len(close))


def band_trend(real: Floats, *, fastperiod: int = 20, slowperiod: int = 50, nbdev: float = 2.0) -> tuple[Floats]:
    """
    Return by how much fast Bollinger bands are farther from slow ones below than above, in percent of their middle.

    >>> band_trend(np.array([1.0, 2.0, 3.0, 4.0]), fastperiod=2, slowperiod=3, nbdev=1)[0].round(4)
    array([    nan,     nan, 25.3197, 18.0855])
    """
    middles = rolling_mean(real, fastperiod), rolling_mean(real, slowperiod)
    widths = nbdev * rolling_std(real, fastperiod), nbdev * rolling_std(real, slowperiod)
    apart, wider = middles[0] - middles[1], widths[0] - widths[1]
    return (100 * ratio(np.abs(apart - wider) - np.abs(apart + wider), middles[0]),)
