"""How much prices moved lately."""

import math
from collections.abc import Sequence

import numpy as np


def yearly_volatility(closes: Sequence[float], *, periods_per_year: int) -> float:
    """
    Return the sample standard deviation of the log returns between closes, times the root of a year's periods.

    >>> round(yearly_volatility([100.0, 101.0, 100.0, 101.0, 100.0], periods_per_year=252), 4)
    0.1824
    """
    returns = np.diff(np.log(np.asarray(closes, dtype=np.float64)))
    return float(np.std(returns, ddof=1)) * math.sqrt(periods_per_year)


def average_range(highs: Sequence[float], lows: Sequence[float], closes: Sequence[float]) -> float:
    """
    Return the plain average of the true ranges of all bars but the first, whose close they begin from.

    The true range is the way from the bar's low to its high, stretched to the close before it (Wilder, "New
    Concepts in Technical Trading Systems", 1978). Wilder smooths the average; this one forgets what is older.

    >>> average_range([10.0, 12.0, 11.0], [9.0, 11.0, 8.0], [10.0, 11.0, 9.0])
    2.5
    """
    before = closes[:-1]
    tops = np.maximum(highs[1:], before)
    return float(np.mean(tops - np.minimum(lows[1:], before)))
