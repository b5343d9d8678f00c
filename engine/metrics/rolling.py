"""Yearly figures of the last half year, day by day: are they steady, or the work of a few months?"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.bars import Floats, Times
from engine.metrics.finite import Number, finite_or_none
from engine.metrics.risk import NO_SPREAD, period_rate

MOST_POINTS: Final = 250


@dataclass(frozen=True, kw_only=True)
class Rolling:
    """
    Volatility, Sharpe ratio, Sortino ratio and beta of the last `window` daily returns.

    `dates` are the last days of the windows, evenly thinned to `MOST_POINTS`; empty if there is no whole window.
    """

    window: int
    dates: list[str]
    volatility: list[Number]
    sharpe_ratio: list[Number]
    sortino_ratio: list[Number]
    beta: list[Number]


def rolling(
    *, days: Times, returns: Floats, benchmark: Floats, periods_per_year: int, risk_free_rate: float = 0.0
) -> Rolling:
    """
    Return the figures of every window of half a year, by the formulas of the metrics of the same names.

    >>> days = np.arange("2024-01-01", "2024-01-05", dtype="datetime64[D]")
    >>> market = np.array([0.01, -0.01, 0.02, -0.02])
    >>> figures = rolling(days=days, returns=2 * market, benchmark=market, periods_per_year=4)
    >>> figures.window, figures.dates, [round(beta, 9) for beta in figures.beta]
    (2, ['2024-01-02', '2024-01-03', '2024-01-04'], [2.0, 2.0, 2.0])
    """
    window = periods_per_year // 2
    ends = _ends(count=len(returns), window=window)
    rows = ends[:, None] + np.arange(-window + 1, 1)
    rate, root = period_rate(risk_free_rate, periods_per_year=periods_per_year), math.sqrt(periods_per_year)
    excess, market = returns[rows] - rate, benchmark[rows] - rate
    means = excess.mean(axis=1)
    off, off_market = excess - means[:, None], market - market.mean(axis=1)[:, None]
    # Each row's sum of squares or of products.
    squares, products, of_market = (
        np.einsum("ij,ij->i", one, other) for one, other in ((off, off), (off, off_market), (off_market, off_market))
    )
    spread = np.sqrt(squares / max(window - 1, 1))
    losses = np.minimum(excess, 0.0)
    downside = np.sqrt(np.einsum("ij,ij->i", losses, losses) / max(window, 1))
    least = NO_SPREAD**2 * window
    return Rolling(
        window=window,
        dates=days[ends].astype(str).tolist(),
        volatility=finite_or_none(spread * root),
        sharpe_ratio=finite_or_none(_over(means, spread, NO_SPREAD) * root),
        sortino_ratio=finite_or_none(_over(means, downside, NO_SPREAD) * root),
        beta=finite_or_none(_over(products, of_market, least)),
    )


def _ends(*, count: int, window: int) -> NDArray[np.int64]:
    """
    Return the last rows of the windows, the very last one among them.

    >>> _ends(count=5, window=3).tolist(), _ends(count=2, window=3).tolist()
    ([2, 3, 4], [])
    """
    if count < window or window < 2:
        return np.empty(0, dtype=np.int64)
    points = min(MOST_POINTS, count - window + 1)
    return np.linspace(window - 1, count - 1, points).round().astype(np.int64) if points > 1 else np.array([count - 1])


def _over(values: Floats, divisors: Floats, least: float) -> Floats:
    """Return quotients, not a number where the divisor is no more than rounding."""
    is_sound = divisors >= least
    return np.where(is_sound, values / np.where(is_sound, divisors, 1.0), np.nan)
