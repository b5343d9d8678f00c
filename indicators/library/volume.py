"""What volume says of a move."""

import numpy as np
from numpy.typing import NDArray

from indicators.library.entry import Floats
from indicators.library.sessions import Dates, begins, summed_since
from indicators.library.smoothing import decayed_by, ema, running_sum, wilder
from indicators.library.windows import (
    change,
    filled,
    logarithm,
    ratio,
    rolling_mean,
    rolling_std,
    rolling_sum,
    shift,
    typical_price,
)


def _place_in_range(high: Floats, low: Floats, close: Floats) -> Floats:
    """Return where a close stands between its low, -1, and its high, 1; 0 if there is no way between them."""
    return ratio((close - low) - (high - close), high - low, otherwise=0.0)


def chaikin_money_flow(
    high: Floats, low: Floats, close: Floats, volume: Floats, *, timeperiod: int = 20
) -> tuple[Floats]:
    """
    Return the volume that closed near the high less that near the low, as a share of all volume.

    >>> bars = np.array([10.0, 10.0]), np.array([8.0, 8.0]), np.array([10.0, 9.0]), np.array([30.0, 10.0])
    >>> chaikin_money_flow(*bars, timeperiod=2)[0]
    array([ nan, 0.75])
    """
    flow = _place_in_range(high, low, close) * volume
    return (ratio(rolling_sum(flow, timeperiod), rolling_sum(volume, timeperiod)),)


def volume_price_trend(real: Floats, volume: Floats) -> tuple[Floats]:
    """
    Return the sum of every bar's volume times the fraction the price moved.

    >>> volume_price_trend(np.array([10.0, 11.0, 5.5]), np.array([5.0, 100.0, 10.0]))[0]
    array([nan, 10.,  5.])
    """
    return (running_sum(volume * ratio(change(real), shift(real))),)


def session_vwap(
    high: Floats, low: Floats, close: Floats, volume: Floats, *, anchor: str = "DAY", dates: Dates
) -> tuple[Floats]:
    """
    Return the average price of what was traded since the day, week, month, quarter or year began.

    >>> prices, dates = np.array([10.0, 20.0, 30.0]), np.array(["2024-01-02", "2024-01-02", "2024-01-03"], "M8[D]")
    >>> session_vwap(prices, prices, prices, np.array([1.0, 3.0, 1.0]), dates=dates)[0]
    array([10. , 17.5, 30. ])
    """
    is_first = begins(dates, anchor)
    traded = summed_since(typical_price(high, low, close) * volume, is_first)
    return (ratio(traded, summed_since(volume, is_first)),)


def vwap_bands(
    high: Floats, low: Floats, close: Floats, volume: Floats, *, anchor: str = "DAY", nbdev: float = 1.0, dates: Dates
) -> tuple[Floats, Floats, Floats]:
    """
    Return the volume weighted average price with bands so many weighted standard deviations from it.

    >>> prices, dates = np.array([10.0, 20.0]), np.array(["2024-01-02", "2024-01-02"], "M8[D]")
    >>> [float(band[1]) for band in vwap_bands(prices, prices, prices, np.array([1.0, 1.0]), dates=dates)]
    [20.0, 15.0, 10.0]
    """
    is_first, price = begins(dates, anchor), typical_price(high, low, close)
    traded = summed_since(volume, is_first)
    middle = ratio(summed_since(price * volume, is_first), traded)
    # Deviations from the first price of the session: squares of the prices themselves would lose their last digits.
    origin = filled(np.where(is_first, price, np.nan))
    squares = ratio(summed_since((price - origin) ** 2 * volume, is_first), traded) - (middle - origin) ** 2
    away = nbdev * np.sqrt(np.maximum(squares, 0))
    return middle + away, middle, middle - away


def anchored_vwap(
    high: Floats, low: Floats, close: Floats, volume: Floats, *, anchor: int = 0, dates: Dates
) -> tuple[Floats]:
    """
    Return the average price of what was traded since a day, written as 20240131; since the first bar if that is 0.

    >>> prices, dates = np.array([10.0, 20.0, 40.0]), np.array(["2024-01-02", "2024-01-03", "2024-01-04"], "M8[D]")
    >>> anchored_vwap(prices, prices, prices, np.array([1.0, 1.0, 3.0]), anchor=20240103, dates=dates)[0]
    array([nan, 20., 35.])
    """
    day = dates.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    months = month.astype(np.int64) + 12 * 1970
    written = months // 12 * 10_000 + (months % 12 + 1) * 100 + (day - month.astype("datetime64[D]")).astype(int) + 1
    is_in = written >= anchor
    price = np.where(is_in, typical_price(high, low, close), np.nan)
    return (ratio(running_sum(price * volume), running_sum(np.where(is_in, volume, np.nan))),)


def force_index(real: Floats, volume: Floats, *, timeperiod: int = 13) -> tuple[Floats]:
    """
    Return the exponential average of each bar's move times its volume.

    >>> force_index(np.array([10.0, 11.0, 13.0]), np.array([1.0, 5.0, 5.0]), timeperiod=2)[0]
    array([nan, nan, 7.5])
    """
    force = change(real)
    force *= volume
    return (ema(force, timeperiod),)


def ease_of_movement(
    high: Floats, low: Floats, volume: Floats, *, timeperiod: int = 14, scale: float = 1e8
) -> tuple[Floats]:
    """
    Return how far the middle of the bars moves for the volume it takes, averaged.

    >>> bars = np.array([10.0, 12.0, 14.0]), np.array([8.0, 10.0, 12.0]), np.array([1e6, 2e6, 4e6])
    >>> ease_of_movement(*bars, timeperiod=2)[0]
    array([ nan,  nan, 150.])
    """
    moved = change((high + low) / 2) * scale * ratio(high - low, volume)
    return (rolling_mean(moved, timeperiod),)


def negative_volume_index(real: Floats, volume: Floats, *, signalperiod: int = 255) -> tuple[Floats, Floats]:
    """
    Return an index that follows the price only on bars with less volume than the one before, and its average.

    >>> price, volume = np.array([10.0, 11.0, 22.0]), np.array([5.0, 4.0, 9.0])
    >>> negative_volume_index(price, volume, signalperiod=2)[0].round(6)
    array([1000., 1100., 1100.])
    """
    return _volume_index(real, change(volume) < 0, signalperiod)


def positive_volume_index(real: Floats, volume: Floats, *, signalperiod: int = 255) -> tuple[Floats, Floats]:
    """
    Return an index that follows the price only on bars with more volume than the one before, and its average.

    >>> price, volume = np.array([10.0, 11.0, 22.0]), np.array([5.0, 4.0, 9.0])
    >>> positive_volume_index(price, volume, signalperiod=2)[0]
    array([1000., 1000., 2000.])
    """
    return _volume_index(real, change(volume) > 0, signalperiod)


def _volume_index(price: Floats, counts: NDArray[np.bool_], signalperiod: int) -> tuple[Floats, Floats]:
    grown = np.where(counts, ratio(price, shift(price)), 1.0)
    index = np.asarray(1000 * np.cumprod(grown), dtype=np.float64)
    return index, ema(index, signalperiod)


def percentage_volume_oscillator(
    volume: Floats, *, fastperiod: int = 12, slowperiod: int = 26, signalperiod: int = 9
) -> tuple[Floats, Floats, Floats]:
    """
    Return the gap between two averages of volume in percent of the slower one, its average, and their gap.

    >>> line, average, gap = percentage_volume_oscillator(
    ...     np.array([2.0, 2.0, 8.0]), fastperiod=1, slowperiod=2, signalperiod=2
    ... )
    >>> line.round(4), average.round(4)
    (array([    nan,  0.    , 33.3333]), array([    nan,     nan, 16.6667]))
    """
    slow, line = ema(volume, slowperiod), ema(volume, fastperiod)
    line -= slow
    line = ratio(line, slow)
    line *= 100
    average = ema(line, signalperiod)
    return line, average, line - average


def klinger(
    high: Floats,
    low: Floats,
    close: Floats,
    volume: Floats,
    *,
    fastperiod: int = 34,
    slowperiod: int = 55,
    signalperiod: int = 13,
) -> tuple[Floats, Floats]:
    """
    Return the gap between two averages of volume force, which has the sign of the trend, and its average.

    >>> bars = np.array([2.0, 4.0, 7.0]), np.array([1.0, 2.0, 4.0]), np.array([1.0, 4.0, 7.0]), np.full(3, 10.0)
    >>> klinger(*bars, fastperiod=1, slowperiod=2, signalperiod=1)[0].round(4)
    array([      nan,       nan, -166.6667])
    """
    force = volume_force(high, low, close, volume)
    line = ema(force, fastperiod) - ema(force, slowperiod)
    return line, ema(line, signalperiod)


def volume_force(high: Floats, low: Floats, close: Floats, volume: Floats) -> Floats:
    """
    Return Klinger's volume force: volume times how far today's range is from half of the trend's.

    >>> bars = np.array([2.0, 4.0, 7.0]), np.array([1.0, 2.0, 4.0]), np.array([1.0, 4.0, 7.0]), np.full(3, 10.0)
    >>> volume_force(*bars).round(4)
    array([     nan, 333.3333,   0.    ])
    """
    trend = np.where(change(high + low + close) > 0, 1.0, -1.0)
    daily = high - low
    turns = np.ones(close.shape, dtype=bool)
    turns[2:] = trend[2:] != trend[1:-1]
    # Of a trend that begins, the range of the bar before it is counted too.
    ranged = decayed_by(np.where(turns, np.nan_to_num(shift(daily)) + daily, daily), np.where(turns, 0.0, 1.0))
    force = 100 * trend * volume * np.abs(2 * ratio(daily, ranged, otherwise=0.5) - 1)
    force[:1] = np.nan
    return force


def twiggs_money_flow(
    high: Floats, low: Floats, close: Floats, volume: Floats, *, timeperiod: int = 21
) -> tuple[Floats]:
    """
    Return the money flow that counts gaps as part of a bar, smoothed as Wilder did.

    >>> bars = np.array([9.0, 12.0, 12.0]), np.array([8.0, 11.0, 10.0]), np.array([8.0, 12.0, 11.0])
    >>> twiggs_money_flow(*bars, np.array([1.0, 3.0, 1.0]), timeperiod=2)[0]
    array([ nan,  nan, 0.75])
    """
    before = shift(close)
    flow = _place_in_range(np.maximum(high, before), np.minimum(low, before), close) * volume
    counted = np.where(np.isnan(before), np.nan, volume)
    return (ratio(wilder(flow, timeperiod), wilder(counted, timeperiod)),)


def volume_rate_of_change(volume: Floats, *, timeperiod: int = 14) -> tuple[Floats]:
    """
    Return by how many percent the volume differs from that of some bars before.

    >>> volume_rate_of_change(np.array([10.0, 15.0]), timeperiod=1)[0]
    array([nan, 50.])
    """
    return (100 * ratio(change(volume, timeperiod), shift(volume, timeperiod)),)


def market_facilitation(high: Floats, low: Floats, volume: Floats) -> tuple[Floats]:
    """
    Return how far the price went for each share traded.

    >>> market_facilitation(np.array([12.0]), np.array([10.0]), np.array([4.0]))[0]
    array([0.5])
    """
    return (ratio(high - low, volume),)


def volume_flow(
    high: Floats,
    low: Floats,
    close: Floats,
    volume: Floats,
    *,
    timeperiod: int = 130,
    coefficient: float = 0.2,
    most: float = 2.5,
    signalperiod: int = 3,
) -> tuple[Floats]:
    """
    Return the volume of moves worth the name, up less down, over a long period and in average volumes.

    >>> price = np.exp(np.arange(40.0) ** 2 / 100)
    >>> float(volume_flow(price, price, price, np.full(40, 5.0), timeperiod=4, signalperiod=1)[0][-1])
    4.0
    """
    price = typical_price(high, low, close)
    returns = change(logarithm(price))
    cutoff = coefficient * rolling_std(returns, 30) * close
    usual = shift(rolling_mean(volume, timeperiod))
    counted = np.minimum(volume, usual * most)
    moved = change(price)
    signed = np.where(moved > cutoff, counted, np.where(moved < -cutoff, -counted, 0.0))
    signed[np.isnan(cutoff) | np.isnan(usual)] = np.nan
    return (ema(ratio(rolling_sum(signed, timeperiod), usual), signalperiod),)


def volume_zone(real: Floats, volume: Floats, *, timeperiod: int = 14) -> tuple[Floats]:
    """
    Return the average volume of rising bars less that of falling ones, in percent of all.

    >>> volume_zone(np.array([1.0, 2.0, 1.0]), np.array([9.0, 6.0, 2.0]), timeperiod=2)[0]
    array([nan, nan, 50.])
    """
    side = np.sign(change(real))
    counted = np.where(np.isnan(side), np.nan, volume)
    return (100 * ratio(ema(side * volume, timeperiod), ema(counted, timeperiod)),)


def relative_volume(volume: Floats, *, timeperiod: int = 20) -> tuple[Floats]:
    """
    Return each volume as a multiple of the average of the bars before it.

    >>> relative_volume(np.array([1.0, 3.0, 6.0]), timeperiod=2)[0]
    array([nan, nan,  3.])
    """
    return (ratio(volume, shift(rolling_mean(volume, timeperiod))),)


def session_twap(high: Floats, low: Floats, close: Floats, *, anchor: str = "DAY", dates: Dates) -> tuple[Floats]:
    """
    Return the average of the typical prices since the day, week, month, quarter or year began.

    >>> prices, dates = np.array([10.0, 20.0, 30.0]), np.array(["2024-01-02", "2024-01-02", "2024-01-03"], "M8[D]")
    >>> session_twap(prices, prices, prices, dates=dates)[0]
    array([10., 15., 30.])
    """
    is_first = begins(dates, anchor)
    return (summed_since(typical_price(high, low, close), is_first) / summed_since(np.ones(close.shape), is_first),)


def up_down_volume(real: Floats, volume: Floats, *, timeperiod: int = 50) -> tuple[Floats]:
    """
    Return the volume of the bars that rose over that of the bars that fell.

    >>> up_down_volume(np.array([1.0, 2.0, 1.0]), np.array([9.0, 6.0, 2.0]), timeperiod=2)[0]
    array([nan, nan,  3.])
    """
    moves = change(real)
    ups, downs = (np.where(np.isnan(moves), np.nan, volume * (moves * side > 0)) for side in (1, -1))
    return (ratio(rolling_sum(ups, timeperiod), rolling_sum(downs, timeperiod)),)
