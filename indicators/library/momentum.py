"""How fast the price goes, and whether it is spent."""

import numpy as np

from indicators.library.entry import Floats
from indicators.library.smoothing import decayed, ema, rise_share, smoothed
from indicators.library.trend import run_length
from indicators.library.windows import (
    change,
    filled,
    first_number,
    led,
    ratio,
    rolling_max,
    rolling_mean,
    rolling_min,
    rolling_sum,
    rolling_wma,
    settled,
    shift,
    true_range,
    weighted_mean,
)


def awesome(high: Floats, low: Floats, *, fastperiod: int = 5, slowperiod: int = 34) -> tuple[Floats]:
    """
    Return how far a fast average of the middles of the bars is above a slow one.

    >>> awesome(np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 4.0]), fastperiod=1, slowperiod=2)[0]
    array([nan, 0.5, 1. ])
    """
    middle = (high + low) / 2
    return (rolling_mean(middle, fastperiod) - rolling_mean(middle, slowperiod),)


def accelerator(
    high: Floats, low: Floats, *, fastperiod: int = 5, slowperiod: int = 34, signalperiod: int = 5
) -> tuple[Floats]:
    """
    Return how far the awesome oscillator is above its own average.

    >>> price = np.array([1.0, 2.0, 4.0])
    >>> accelerator(price, price, fastperiod=1, slowperiod=2, signalperiod=2)[0]
    array([ nan,  nan, 0.25])
    """
    (line,) = awesome(high, low, fastperiod=fastperiod, slowperiod=slowperiod)
    return (line - rolling_mean(line, signalperiod),)


def growth(values: Floats, bars: int) -> Floats:
    """
    Return by how many percent values differ from those of some bars before.

    >>> growth(np.array([4.0, 5.0]), 1)
    array([nan, 25.])
    """
    return 100 * ratio(change(values, bars), shift(values, bars))


def know_sure_thing(
    real: Floats,
    *,
    roc1: int = 10,
    roc2: int = 15,
    roc3: int = 20,
    roc4: int = 30,
    sma1: int = 10,
    sma2: int = 10,
    sma3: int = 10,
    sma4: int = 15,
    signalperiod: int = 9,
) -> tuple[Floats, Floats]:
    """
    Return the sum of four smoothed rates of change, the longer the heavier, and its average.

    >>> know_sure_thing(1.1 ** np.arange(60.0))[0].round(3)[-1]
    np.float64(9092.835)
    """
    periods = ((roc1, sma1), (roc2, sma2), (roc3, sma3), (roc4, sma4))
    parts = [rolling_mean(growth(real, roc), average) for roc, average in periods]
    line = parts[0] + 2 * parts[1] + 3 * parts[2] + 4 * parts[3]
    return line, rolling_mean(line, signalperiod)


def true_strength(
    real: Floats, *, slowperiod: int = 25, fastperiod: int = 13, signalperiod: int = 13
) -> tuple[Floats, Floats]:
    """
    Return the price's change smoothed twice, in percent of its size smoothed as often, and its average.

    >>> true_strength(np.array([1.0, 2.0, 1.0, 2.0]), slowperiod=2, fastperiod=1, signalperiod=1)[0].round(4)
    array([    nan,     nan,  0.    , 66.6667])
    """
    moves = change(real)
    smooth = ema(ema(moves, slowperiod), fastperiod)
    size = ema(ema(np.abs(moves, out=moves), slowperiod), fastperiod)
    line = ratio(smooth, size)
    line *= 100
    return line, ema(line, signalperiod)


def fisher(high: Floats, low: Floats, *, timeperiod: int = 9) -> tuple[Floats, Floats]:
    """
    Return Fisher's transform of where the price stands in its range, and the same a bar before.

    >>> high = np.array([1.0, 2.0, 3.0])
    >>> fisher(high, high, timeperiod=2)[0].round(4)
    array([   nan, 0.3428, 0.7914])
    """
    middle = (high + low) / 2
    bottom = rolling_min(middle, timeperiod)
    place = ratio(middle - bottom, rolling_max(middle, timeperiod) - bottom, otherwise=0.5) - 0.5
    begin, value = first_number(place), 0.0
    values: list[float] = []
    # The value is held below 1 before the next bar builds on it, so bar after bar.
    for one in place[begin:].tolist():
        value = 0.66 * one + 0.67 * value
        value = 0.999 if value > 0.99 else -0.999 if value < -0.99 else value
        values.append(value)
    steps = led(np.arctanh(np.array(values)), len(high))
    line = led(decayed(steps[begin:], 0.5), len(high))
    return line, shift(line)


def connors(real: Floats, *, timeperiod: int = 3, streakperiod: int = 2, rankperiod: int = 100) -> tuple[Floats]:
    """
    Return the mean of a short RSI, the RSI of how many bars on end it rose or fell, and the rank of its last change.

    >>> connors(np.array([1.0, 2.0, 3.0, 2.0, 3.0]), timeperiod=2, streakperiod=2, rankperiod=2)[0]
    array([ nan,  nan,  nan, 25. , 62.5])
    """
    streak = run_length(np.sign(change(real)))
    # The first bar has no streak, and the second may begin one.
    streak[:1] = 0
    moves = rise_share(real, timeperiod), rise_share(streak, streakperiod, otherwise=50.0)
    return ((moves[0] + moves[1] + rank(growth(real, 1), rankperiod)) / 3,)


def rank(values: Floats, period: int) -> Floats:
    """
    Return what share, in percent, of the `period` values before it each value is above.

    >>> rank(np.array([1.0, 3.0, 2.0, 4.0]), 2)
    array([ nan,  nan,  50., 100.])
    """
    below = np.zeros(values.shape)
    for bars in range(1, period + 1):
        below[bars:] += values[:-bars] < values[bars:]
    below[np.isnan(rolling_sum(values, period + 1))] = np.nan
    return 100 * below / period


def coppock(real: Floats, *, fastperiod: int = 11, slowperiod: int = 14, timeperiod: int = 10) -> tuple[Floats]:
    """
    Return the weighted average of the sum of two rates of change.

    >>> coppock(2.0 ** np.arange(4.0), fastperiod=1, slowperiod=2, timeperiod=2)[0]
    array([ nan,  nan,  nan, 400.])
    """
    return (rolling_wma(growth(real, fastperiod) + growth(real, slowperiod), timeperiod),)


def relative_vigor(
    open: Floats,
    high: Floats,
    low: Floats,
    close: Floats,
    *,
    timeperiod: int = 10,
) -> tuple[Floats, Floats]:
    """
    Return the bodies of the bars in shares of their ranges, both smoothed, and its signal line.

    >>> flat = np.full(8, 2.0)
    >>> relative_vigor(flat, flat + 2, flat - 2, flat + 1, timeperiod=2)[0]
    array([ nan,  nan,  nan,  nan, 0.25, 0.25, 0.25, 0.25])
    """
    weights = np.array([1.0, 2.0, 2.0, 1.0])
    bodies, ranges = weighted_mean(close - open, weights), weighted_mean(high - low, weights)
    line = ratio(rolling_sum(bodies, timeperiod), rolling_sum(ranges, timeperiod))
    return line, weighted_mean(line, weights)


def quantitative_estimation(
    real: Floats, *, timeperiod: int = 14, smoothing: int = 5, factor: float = 4.236
) -> tuple[Floats, Floats]:
    """
    Return a smoothed RSI and a stop that follows it as far off as its moves are large.

    >>> line, stop = quantitative_estimation(np.arange(12.0), timeperiod=2, smoothing=2)
    >>> line[-1], stop[-1]
    (np.float64(100.0), np.float64(100.0))
    """
    line = ema(rise_share(real, timeperiod, otherwise=50.0), smoothing)
    usual = 2 * timeperiod - 1
    away = factor * ema(ema(np.abs(change(line)), usual), usual)
    return line, led(np.array(_stops(line, away)), len(real))


def _stops(line: Floats, away: Floats) -> list[float]:
    """Return the stop of every bar from the first that has one: below the line while it rises, above it while not."""
    begin, stop, before = first_number(away), np.nan, np.nan
    found: list[float] = []
    # A stop holds as long as it is not crossed, so bar after bar.
    for value, width in zip(line[begin:].tolist(), away[begin:].tolist(), strict=True):
        low, high = value - width, value + width
        if value > stop:
            stop = max(low, stop) if before > stop else low
        elif value < stop:
            stop = min(high, stop) if before < stop else high
        elif not found:
            stop = low
        found.append(stop)
        before = value
    return found


def schaff(
    real: Floats, *, timeperiod: int = 10, fastperiod: int = 23, slowperiod: int = 50, factor: float = 0.5
) -> tuple[Floats]:
    """
    Return the stochastic of the stochastic of MACD, smoothed both times: from 0 to 100.

    >>> schaff(np.array([1.0, 2.0, 4.0, 2.0, 9.0]), timeperiod=2, fastperiod=1, slowperiod=2)[0]
    array([nan, nan, nan,  0., 50.])
    """
    macd = settled(ema(real, fastperiod) - ema(real, slowperiod), real)
    return (_stochastic(_stochastic(macd, timeperiod, factor), timeperiod, factor),)


def _stochastic(values: Floats, period: int, factor: float) -> Floats:
    """Return where values stand in their range, in percent; where there is none, where they stood, else the middle."""
    bottom = rolling_min(values, period)
    height = settled(rolling_max(values, period) - bottom, bottom)
    place = filled(ratio(values - bottom, height))
    place[np.isnan(place) & ~np.isnan(bottom)] = 0.5
    return smoothed(100 * place, factor, 1)


def pretty_good(high: Floats, low: Floats, close: Floats, *, timeperiod: int = 14) -> tuple[Floats]:
    """
    Return how many average true ranges the close is from its average.

    >>> high = np.array([2.0, 3.0, 4.0])
    >>> pretty_good(high, high - 2, high - 1, timeperiod=2)[0]
    array([ nan,  nan, 0.25])
    """
    return (ratio(close - rolling_mean(close, timeperiod), ema(true_range(high, low, close), timeperiod)),)


def psychological_line(real: Floats, *, timeperiod: int = 12) -> tuple[Floats]:
    """
    Return how many of the last bars rose, in percent.

    >>> psychological_line(np.array([1.0, 2.0, 1.0]), timeperiod=2)[0]
    array([nan, nan, 50.])
    """
    moves = change(real)
    return (100 * rolling_mean(np.where(np.isnan(moves), np.nan, moves > 0), timeperiod),)


def disparity(real: Floats, *, timeperiod: int = 26) -> tuple[Floats]:
    """
    Return how far the price is above its average, in percent of it.

    >>> disparity(np.array([1.0, 3.0]), timeperiod=2)[0]
    array([nan, 50.])
    """
    average = rolling_mean(real, timeperiod)
    return (100 * ratio(real - average, average),)
