"""Bars by the day, week, month, quarter or year they belong to."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.library.entry import Floats
from indicators.library.smoothing import decayed_by

Dates = NDArray[np.datetime64]

ANCHORS: Final = ("DAY", "WEEK", "MONTH", "QUARTER", "YEAR")


def numbered(dates: Dates, anchor: str) -> NDArray[np.int64]:
    """
    Return the number of the day, week, month, quarter or year of each bar; weeks begin on Mondays.

    >>> numbered(np.array(["2024-03-31", "2024-04-01"], dtype="datetime64[D]"), "QUARTER").tolist()
    [216, 217]
    """
    days = dates.astype("datetime64[D]").astype(np.int64)
    months = dates.astype("datetime64[M]").astype(np.int64)
    # The first day of 1970 was a Thursday.
    by_anchor = {"DAY": days, "WEEK": (days + 3) // 7, "MONTH": months, "QUARTER": months // 3, "YEAR": months // 12}
    return by_anchor[anchor]


def begins(dates: Dates, anchor: str) -> NDArray[np.bool_]:
    """
    Return whether each bar is the first of its day, week, month, quarter or year.

    >>> begins(np.array(["2024-01-30", "2024-01-31", "2024-02-01"], dtype="datetime64[D]"), "MONTH").tolist()
    [True, False, True]
    """
    numbers = numbered(dates, anchor)
    is_first = np.ones(numbers.shape, dtype=bool)
    is_first[1:] = numbers[1:] != numbers[:-1]
    return is_first


def summed_since(values: Floats, is_first: NDArray[np.bool_]) -> Floats:
    """
    Return the sum of all values since the last bar that was a first one.

    >>> summed_since(np.array([1.0, 2.0, 4.0, 8.0]), np.array([True, False, True, False]))
    array([ 1.,  3.,  4., 12.])
    """
    return decayed_by(values, np.where(is_first, 0.0, 1.0))


def before(dates: Dates, anchor: str, opened: Floats, high: Floats, low: Floats, close: Floats) -> tuple[Floats, ...]:
    """
    Return, for each bar, open, high, low and close of the last whole day, week, month, quarter or year before its own.

    >>> dates = np.array(["2024-01-30", "2024-01-31", "2024-02-01"], dtype="datetime64[D]")
    >>> [part.tolist()[-1] for part in before(dates, "MONTH", *np.arange(12.0).reshape(4, 3))]
    [0.0, 4.0, 6.0, 10.0]
    """
    if not close.size:
        return opened, high, low, close
    firsts = np.flatnonzero(begins(dates, anchor))
    lasts = np.append(firsts[1:], close.shape[0]) - 1
    wholes = (opened[firsts], np.maximum.reduceat(high, firsts), np.minimum.reduceat(low, firsts), close[lasts])
    which = np.cumsum(begins(dates, anchor)) - 1
    # The period a bar belongs to may not be over, so it is never looked at: only the one before.
    return tuple(np.concatenate([[np.nan], whole])[which] for whole in wholes)
