"""Which way the price goes, how far and how surely."""

import math

import numpy as np

from indicators.library.entry import Floats
from indicators.library.smoothing import ema, wilder
from indicators.library.windows import (
    blank,
    change,
    logarithm,
    ratio,
    rolling_covariance,
    rolling_max,
    rolling_mean,
    rolling_min,
    rolling_sum,
    rolling_variance,
    settled,
    shift,
    true_range,
)


def ichimoku(
    high: Floats,
    low: Floats,
    *,
    conversionperiod: int = 9,
    baseperiod: int = 26,
    spanperiod: int = 52,
    displacement: int = 26,
) -> tuple[Floats, Floats, Floats, Floats]:
    """
    Return conversion line, base line and the two edges of the cloud as they stand over each bar.

    >>> high = np.array([2.0, 4.0, 8.0])
    >>> ichimoku(high, high - 1, conversionperiod=1, baseperiod=2, spanperiod=2, displacement=2)[2]
    array([nan, nan,  3.])
    """

    def middle(period: int) -> Floats:
        return (rolling_max(high, period) + rolling_min(low, period)) / 2

    conversion, base = middle(conversionperiod), middle(baseperiod)
    # The bar itself is the first of those the cloud is moved on by.
    ahead = displacement - 1
    return conversion, base, shift((conversion + base) / 2, ahead), shift(middle(spanperiod), ahead)


def vortex(high: Floats, low: Floats, close: Floats, *, timeperiod: int = 14) -> tuple[Floats, Floats]:
    """
    Return how far highs are above the lows before them, and lows below the highs, in true ranges.

    >>> high = np.array([3.0, 4.0, 5.0])
    >>> vortex(high, high - 2, high - 1, timeperiod=2)
    (array([nan, nan, 1.5]), array([nan, nan, 0.5]))
    """
    ranged = rolling_sum(true_range(high, low, close), timeperiod)
    up, down = np.abs(high - shift(low)), np.abs(low - shift(high))
    return ratio(rolling_sum(up, timeperiod), ranged), ratio(rolling_sum(down, timeperiod), ranged)


def trix_signal(real: Floats, *, timeperiod: int = 15, signalperiod: int = 9) -> tuple[Floats, Floats]:
    """
    Return the change in percent of a price smoothed three times, and its average.

    >>> trix_signal(np.array([1.0, 2.0, 3.0]), timeperiod=1, signalperiod=2)
    (array([ nan, 100.,  50.]), array([nan, nan, 75.]))
    """
    smooth = ema(ema(ema(real, timeperiod), timeperiod), timeperiod)
    line = ratio(change(smooth), shift(smooth))
    line *= 100
    return line, ema(line, signalperiod)


def detrended_price(real: Floats, *, timeperiod: int = 20) -> tuple[Floats]:
    """
    Return how far the price is from the average of half a period and a bar ago.

    >>> detrended_price(np.arange(6.0), timeperiod=2)[0]
    array([nan, nan, nan, 2.5, 2.5, 2.5])
    """
    return (real - shift(rolling_mean(real, timeperiod), timeperiod // 2 + 1),)


def choppiness(high: Floats, low: Floats, close: Floats, *, timeperiod: int = 14) -> tuple[Floats]:
    """
    Return how much longer the way of the bars was than what they came to: 100 for standing still, near 0 for a line.

    >>> high = np.array([3.0, 3.0, 3.0])
    >>> choppiness(high, high - 1, high - 1, timeperiod=2)[0]
    array([ nan,  nan, 100.])
    """
    ranged = rolling_sum(true_range(high, low, close), timeperiod)
    covered = rolling_max(high, timeperiod) - rolling_min(low, timeperiod)
    return (100 * logarithm(ratio(ranged, covered)) / math.log(timeperiod),)


def mass_index(high: Floats, low: Floats, *, emaperiod: int = 9, timeperiod: int = 25) -> tuple[Floats]:
    """
    Return the sum of how much the range of the bars is above its own average, which bulges before a turn.

    >>> mass_index(np.full(6, 3.0), np.full(6, 1.0), emaperiod=2, timeperiod=3)[0]
    array([nan, nan, nan, nan,  3.,  3.])
    """
    once = ema(high - low, emaperiod)
    return (rolling_sum(ratio(once, ema(once, emaperiod)), timeperiod),)


def random_walk(high: Floats, low: Floats, close: Floats, *, timeperiod: int = 14) -> tuple[Floats, Floats]:
    """
    Return how many times farther the price rose, and fell, than a random walk would have gone.

    >>> high = np.array([3.0, 4.0, 5.0])
    >>> random_walk(high, high - 2, high - 1, timeperiod=2)[0].round(4)
    array([   nan,    nan, 1.4142])
    """
    ranges = true_range(high, low, close)
    up, down = np.full(close.shape, -np.inf), np.full(close.shape, -np.inf)
    for bars in range(2, timeperiod + 1):
        usual = rolling_mean(ranges, bars) * math.sqrt(bars)
        up = np.maximum(up, ratio(high - shift(low, bars), usual))
        down = np.maximum(down, ratio(shift(high, bars) - low, usual))
    return up, down


def alligator(
    high: Floats, low: Floats, *, jawperiod: int = 13, teethperiod: int = 8, lipsperiod: int = 5
) -> tuple[Floats, Floats, Floats]:
    """
    Return jaw, teeth and lips: three smoothed averages of the middle of the bars, the slower the farther moved on.

    >>> high = np.arange(6.0)
    >>> alligator(high, high, jawperiod=2, teethperiod=2, lipsperiod=2)[2]
    array([   nan,    nan, 0.5   , 1.25  , 2.125 , 3.0625])
    """
    middle = (high + low) / 2

    def moved_on(period: int) -> Floats:
        # 8, 5 and 3 bars for 13, 8 and 5: the number before it in Fibonacci's series.
        return shift(wilder(middle, period), round(period * 0.618))

    return moved_on(jawperiod), moved_on(teethperiod), moved_on(lipsperiod)


def gator(
    high: Floats, low: Floats, *, jawperiod: int = 13, teethperiod: int = 8, lipsperiod: int = 5
) -> tuple[Floats, Floats]:
    """
    Return how far the alligator's jaw is from its teeth, upwards, and its teeth from its lips, downwards.

    >>> high = np.arange(6.0)
    >>> gator(high, high, jawperiod=2, teethperiod=2, lipsperiod=2)[0][2:]
    array([0., 0., 0., 0.])
    """
    jaw, teeth, lips = alligator(high, low, jawperiod=jawperiod, teethperiod=teethperiod, lipsperiod=lipsperiod)
    return np.abs(jaw - teeth), -np.abs(teeth - lips)


def elder_ray(high: Floats, low: Floats, close: Floats, *, timeperiod: int = 13) -> tuple[Floats, Floats]:
    """
    Return how far the high is above the average of the closes, and how far the low.

    >>> price = np.array([1.0, 3.0])
    >>> elder_ray(price + 1, price - 1, price, timeperiod=2)
    (array([nan,  2.]), array([nan,  0.]))
    """
    average = ema(close, timeperiod)
    return high - average, low - average


def elder_impulse(
    real: Floats, *, timeperiod: int = 13, fastperiod: int = 12, slowperiod: int = 26, signalperiod: int = 9
) -> tuple[Floats]:
    """
    Return 1 where the average and the histogram of MACD both rise, -1 where both fall, else 0.

    >>> elder_impulse(np.arange(8.0) ** 2, timeperiod=2, fastperiod=2, slowperiod=3, signalperiod=2)[0]
    array([nan, nan, nan, nan,  1.,  1.,  1.,  1.])
    """
    macd = ema(real, fastperiod) - ema(real, slowperiod)
    turns = change(macd - ema(macd, signalperiod)), change(ema(real, timeperiod))
    push, pull = (np.sign(settled(turn, real)) for turn in turns)
    return (np.where(np.isnan(push + pull), np.nan, np.where(push == pull, push, 0.0)),)


def correlation_trend(real: Floats, *, timeperiod: int = 20) -> tuple[Floats]:
    """
    Return how closely the price follows a straight line upwards, 1, or downwards, -1.

    >>> correlation_trend(np.array([1.0, 2.0, 3.0]), timeperiod=3)[0].round(6)
    array([nan, nan,  1.])
    """
    bars = np.arange(real.shape[0], dtype=np.float64)
    spread = rolling_variance(real, timeperiod) * ((timeperiod * timeperiod - 1) / 12)
    together = ratio(rolling_covariance(bars, real, timeperiod), np.sqrt(spread))
    return (np.clip(together, -1, 1),)


def trend_intensity(real: Floats, *, timeperiod: int = 60, sumperiod: int = 30) -> tuple[Floats]:
    """
    Return what share of the way from the average was above it, in percent.

    >>> trend_intensity(np.array([1.0, 3.0, 1.0, 4.0]), timeperiod=2, sumperiod=2)[0]
    array([nan, nan, 50., 60.])
    """
    away = real - rolling_mean(real, timeperiod)
    above, below = rolling_sum(np.maximum(away, 0), sumperiod), rolling_sum(np.maximum(-away, 0), sumperiod)
    return (100 * ratio(above, above + below),)


def fractal_efficiency(real: Floats, *, timeperiod: int = 10, signalperiod: int = 5) -> tuple[Floats]:
    """
    Return how straight the way was that the price took, in percent, negative if it fell, smoothed.

    >>> fractal_efficiency(np.array([1.0, 2.0, 3.0, 1.0]), timeperiod=2, signalperiod=1)[0].round(4)
    array([     nan,      nan, 100.    , -61.2574])
    """
    moved = change(real, timeperiod)
    way = rolling_sum(np.hypot(change(real), 1), timeperiod)
    return (ema(np.sign(moved) * 100 * np.hypot(moved, timeperiod) / way, signalperiod),)


def setup_count(real: Floats, *, lookback: int = 4) -> tuple[Floats]:
    """
    Return for how many bars on end the price closed above that of some bars before; negative for below.

    >>> setup_count(np.array([1.0, 2.0, 3.0, 1.0]), lookback=1)[0]
    array([nan,  1.,  2., -1.])
    """
    return (run_length(np.sign(change(real, lookback))),)


def run_length(signs: Floats) -> Floats:
    """
    Return for how many bars on end a sign has been the same, with that sign; 0 where there is none.

    >>> run_length(np.array([np.nan, 1.0, 1.0, 0.0, -1.0]))
    array([nan,  1.,  2.,  0., -1.])
    """
    places = np.arange(signs.shape[0])
    is_new = np.ones(signs.shape, dtype=bool)
    is_new[1:] = signs[1:] != signs[:-1]
    began = np.maximum.accumulate(np.where(is_new, places, 0)) if signs.size else places
    return signs * (places - began + 1)


def fractals(high: Floats, low: Floats, *, sides: int = 2) -> tuple[Floats, Floats]:
    """
    Return the highs higher, and the lows lower, than those of some bars on either side, at their own bars.

    >>> fractals(np.array([1.0, 2.0, 5.0, 2.0, 1.0]), np.array([0.0, 0.0, 1.0, 0.0, 0.0]))[0]
    array([nan, nan,  5., nan, nan])
    """
    return _peaks(high, sides), -_peaks(-low, sides)


def _peaks(values: Floats, sides: int) -> Floats:
    before, after = shift(rolling_max(values, sides)), blank(values)
    # Later bars decide, which is why the entry says that it repaints.
    after[: max(len(values) - sides, 0)] = rolling_max(values, sides)[sides:]
    return np.where((values > before) & (values > after), values, np.nan)


def zigzag(high: Floats, low: Floats, *, percent: float = 5.0) -> tuple[Floats]:
    """
    Return the line through the highs and lows between which the price turned by so many percent.

    >>> zigzag(np.array([10.0, 20.0, 12.0, 10.0]), np.array([10.0, 20.0, 12.0, 10.0]), percent=50)[0]
    array([10., 20., 15., 10.])
    """
    pivots = _turns(high.tolist(), low.tolist(), percent / 100)
    line = blank(high)
    if len(pivots) > 1:
        places = [place for place, _ in pivots]
        inside = np.arange(places[0], places[-1] + 1)
        line[places[0] : places[-1] + 1] = np.interp(inside, places, [price for _, price in pivots])
    return (line,)


def _turns(high: list[float], low: list[float], share: float) -> list[tuple[int, float]]:
    """Return the bars and prices at which the price turned; the last is where it has got to since."""
    found: list[tuple[int, float]] = []
    top = bottom = going = 0
    for i, (up, down) in enumerate(zip(high, low, strict=True)):
        top = i if up > high[top] else top
        bottom = i if down < low[bottom] else bottom
        if going >= 0 and top < i and high[top] - down >= share * abs(high[top]):
            found.append((top, high[top]))
            going, bottom = -1, i
        elif going <= 0 and bottom < i and up - low[bottom] >= share * abs(low[bottom]):
            found.append((bottom, low[bottom]))
            going, top = 1, i
    if going:
        found.append((top, high[top]) if going > 0 else (bottom, low[bottom]))
    return found
