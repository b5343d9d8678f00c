"""Equity to returns, and returns to growth."""

from datetime import date
from typing import Final

import numpy as np

from engine.bars import Floats, Times

DAYS_PER_YEAR: Final = 365.25


def daily_equity(*, times: Times, equity: Floats) -> Floats:
    """
    Return one value a trading day, the last, so that intraday bars do not inflate annualised figures.

    The first bar's value leads if it is not its own day's last: it is where the account started.

    >>> times = np.array(["2024-01-02T10:00", "2024-01-02T15:00", "2024-01-03T10:00"], dtype="datetime64[us]")
    >>> daily_equity(times=times, equity=np.array([100.0, 101.0, 103.0])).tolist()
    [100.0, 101.0, 103.0]
    """
    days = times.astype("datetime64[D]")
    is_last = np.append(days[1:] != days[:-1], True)
    is_last[0] = True
    return equity.compress(is_last)


def simple_returns(equity: Floats) -> Floats:
    """
    Return the change from each value to the next, as a fraction.

    An account at or below zero has nothing that could change, so its returns are zero from there on.

    >>> simple_returns(np.array([100.0, 110.0, 99.0])).round(9).tolist()
    [0.1, -0.1]
    >>> simple_returns(np.array([100.0, 0.0, 0.0])).tolist()
    [-1.0, 0.0]
    """
    before = equity[:-1]
    alive = before > 0
    return np.where(alive, equity[1:] / np.where(alive, before, 1.0) - 1, 0.0)


def inner_product(one: Floats, other: Floats) -> float:
    """
    Return the sum of the products of two series.

    By NumPy's own loop: a linear algebra library starts threads for long series, which takes longer than the sum.

    >>> inner_product(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    11.0
    """
    return float(np.einsum("i,i->", one, other))


def total_return(*, initial: float, final: float) -> float:
    """
    Return what was gained as a fraction of what was put in.

    >>> total_return(initial=100.0, final=125.0)
    0.25
    """
    return final / initial - 1


def cagr(*, growth: float, first_date: date, last_date: date) -> float | None:
    """
    Return the yearly rate that compounds to `growth` over calendar days / 365.25; a lost account gives -100 %.

    >>> round(cagr(growth=0.21, first_date=date(2020, 1, 1), last_date=date(2022, 1, 1)), 4)
    0.0999
    >>> cagr(growth=-1.2, first_date=date(2020, 1, 1), last_date=date(2022, 1, 1))
    -1.0
    """
    years = (last_date - first_date).days / DAYS_PER_YEAR
    if years <= 0:
        return None
    if growth <= -1:
        return -1.0
    # A few days of large gains compound to more than a float holds.
    exponent = float(np.log1p(growth)) / years
    return float(np.expm1(exponent)) if exponent < np.log(np.finfo(np.float64).max) else None
