"""Prices seen differently: averaged bars, pivots, gaps."""

import numpy as np

from indicators.library.entry import Floats
from indicators.library.sessions import Dates, before
from indicators.library.smoothing import decayed
from indicators.library.windows import ratio, rolling_max, shift


def heikin_ashi(
    open: Floats,
    high: Floats,
    low: Floats,
    close: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:
    """
    Return open, high, low and close of bars that are averages of themselves and the one before.

    >>> [part.tolist() for part in heikin_ashi(*np.array([[1.0, 2.0], [4.0, 6.0], [1.0, 2.0], [2.0, 6.0]]))]
    [[1.5, 1.75], [4.0, 6.0], [1.0, 1.75], [2.0, 4.0]]
    """
    last = (open + high + low + close) / 4
    inputs = shift(last) / 2
    inputs[:1] = (open[:1] + close[:1]) / 2
    first = decayed(inputs, 0.5)
    return first, np.maximum(high, np.maximum(first, last)), np.minimum(low, np.minimum(first, last)), last


def pivots(
    open: Floats,
    high: Floats,
    low: Floats,
    close: Floats,
    *,
    anchor: str = "DAY",
    dates: Dates,
) -> tuple[Floats, ...]:
    """
    Return the floor traders' pivot of the period before, three resistances and three supports.

    >>> dates = np.array(["2024-01-02", "2024-01-03"], "M8[D]")
    >>> bars = np.array([2.0, 0.0]), np.array([4.0, 0.0]), np.array([1.0, 0.0]), np.array([4.0, 0.0])
    >>> [float(level[1]) for level in pivots(*bars, dates=dates)]
    [3.0, 5.0, 6.0, 8.0, 2.0, 0.0, -1.0]
    """
    _, top, bottom, last = before(dates, anchor, open, high, low, close)
    pivot, height = (top + bottom + last) / 3, top - bottom
    above = 2 * pivot - bottom, pivot + height, top + 2 * (pivot - bottom)
    below = 2 * pivot - top, pivot - height, bottom - 2 * (top - pivot)
    return pivot, *above, *below


def fibonacci_pivots(
    open: Floats,
    high: Floats,
    low: Floats,
    close: Floats,
    *,
    anchor: str = "DAY",
    dates: Dates,
) -> tuple[Floats, ...]:
    """
    Return the pivot of the period before, and levels 0.382, 0.618 and 1 of its range above and below it.

    >>> dates = np.array(["2024-01-02", "2024-01-03"], "M8[D]")
    >>> bars = np.array([2.0, 0.0]), np.array([4.0, 0.0]), np.array([3.0, 0.0]), np.array([2.0, 0.0])
    >>> [float(level[1]) for level in fibonacci_pivots(*bars, dates=dates)]
    [3.0, 3.382, 3.618, 4.0, 2.618, 2.382, 2.0]
    """
    _, top, bottom, last = before(dates, anchor, open, high, low, close)
    return _spaced((top + bottom + last) / 3, top - bottom, (0.382, 0.618, 1.0))


def _spaced(middle: Floats, height: Floats, shares: tuple[float, ...]) -> tuple[Floats, ...]:
    return middle, *(middle + height * share for share in shares), *(middle - height * share for share in shares)


def camarilla_pivots(
    open: Floats,
    high: Floats,
    low: Floats,
    close: Floats,
    *,
    anchor: str = "DAY",
    dates: Dates,
) -> tuple[Floats, ...]:
    """
    Return the pivot of the period before, and four levels above and below its close.

    >>> dates = np.array(["2024-01-02", "2024-01-03"], "M8[D]")
    >>> bars = np.array([2.0, 0.0]), np.array([22.0, 0.0]), np.array([10.0, 0.0]), np.array([16.0, 0.0])
    >>> [round(float(level[1]), 6) for level in camarilla_pivots(*bars, dates=dates)]
    [16.0, 17.1, 18.2, 19.3, 22.6, 14.9, 13.8, 12.7, 9.4]
    """
    _, top, bottom, last = before(dates, anchor, open, high, low, close)
    levels = _spaced(last, (top - bottom) * 1.1, (1 / 12, 1 / 6, 1 / 4, 1 / 2))
    return (top + bottom + last) / 3, *levels[1:]


def woodie_pivots(
    open: Floats,
    high: Floats,
    low: Floats,
    close: Floats,
    *,
    anchor: str = "DAY",
    dates: Dates,
) -> tuple[Floats, ...]:
    """
    Return the pivot that counts the close of the period before twice, two resistances and two supports.

    >>> dates = np.array(["2024-01-02", "2024-01-03"], "M8[D]")
    >>> bars = np.array([2.0, 0.0]), np.array([4.0, 0.0]), np.array([2.0, 0.0]), np.array([3.0, 0.0])
    >>> [float(level[1]) for level in woodie_pivots(*bars, dates=dates)]
    [3.0, 4.0, 5.0, 2.0, 1.0]
    """
    _, top, bottom, last = before(dates, anchor, open, high, low, close)
    pivot, height = (top + bottom + 2 * last) / 4, top - bottom
    return pivot, 2 * pivot - bottom, pivot + height, 2 * pivot - top, pivot - height


def demark_pivots(
    open: Floats,
    high: Floats,
    low: Floats,
    close: Floats,
    *,
    anchor: str = "DAY",
    dates: Dates,
) -> tuple[Floats, Floats, Floats]:
    """
    Return DeMark's pivot of the period before, with the high and the low it foretells.

    >>> dates = np.array(["2024-01-02", "2024-01-03"], "M8[D]")
    >>> bars = np.array([2.0, 0.0]), np.array([4.0, 0.0]), np.array([2.0, 0.0]), np.array([3.0, 0.0])
    >>> [float(level[1]) for level in demark_pivots(*bars, dates=dates)]
    [3.25, 4.5, 2.5]
    """
    first, top, bottom, last = before(dates, anchor, open, high, low, close)
    extra = np.where(last > first, top, np.where(last < first, bottom, last))
    total = top + bottom + last + extra
    return total / 4, total / 2 - bottom, total / 2 - top


def central_range(
    open: Floats,
    high: Floats,
    low: Floats,
    close: Floats,
    *,
    anchor: str = "DAY",
    dates: Dates,
) -> tuple[Floats, Floats, Floats]:
    """
    Return the central pivot range of the period before: its upper edge, its pivot, its lower edge.

    >>> dates = np.array(["2024-01-02", "2024-01-03"], "M8[D]")
    >>> bars = np.array([2.0, 0.0]), np.array([4.0, 0.0]), np.array([2.0, 0.0]), np.array([3.6, 0.0])
    >>> [round(float(level[1]), 6) for level in central_range(*bars, dates=dates)]
    [3.4, 3.2, 3.0]
    """
    _, top, bottom, last = before(dates, anchor, open, high, low, close)
    pivot, middle = (top + bottom + last) / 3, (top + bottom) / 2
    away = np.abs(pivot - middle)
    return pivot + away, pivot, pivot - away


def gap(open: Floats, close: Floats) -> tuple[Floats]:
    """
    Return by how many percent each bar opened above the close before it.

    >>> gap(np.array([1.0, 2.5]), np.array([2.0, 2.5]))[0]
    array([nan, 25.])
    """
    return (100 * ratio(open - shift(close), shift(close)),)


def from_high(high: Floats, close: Floats, *, timeperiod: int = 252) -> tuple[Floats]:
    """
    Return how many percent the close is below the highest high of some bars.

    >>> from_high(np.array([8.0, 4.0]), np.array([7.0, 4.0]), timeperiod=2)[0]
    array([ nan, -50.])
    """
    top = rolling_max(high, timeperiod)
    return (100 * ratio(close - top, top),)
