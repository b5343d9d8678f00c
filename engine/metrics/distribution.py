"""The shape of daily returns: tails, skewness, kurtosis, and how steadily they add up."""

import math
from typing import Final

import numpy as np

from engine.bars import Floats
from engine.metrics.returns import inner_product
from engine.metrics.risk import NO_SPREAD

# The worst day in twenty cannot be told from fewer than twenty days.
TAIL: Final = 0.05
TAIL_NEEDS: Final = 20
# Nor the best in a hundred from fewer than a hundred.
OUTLIER: Final = 0.01
OUTLIERS_NEED: Final = 100


def omega_ratio(returns: Floats, *, threshold: float = 0.0) -> float | None:
    """
    Return the sum of gains above the threshold over the sum of shortfalls below it (Keating and Shadwick, 2002).

    >>> omega_ratio(np.array([0.03, -0.01, 0.01]))
    4.0
    """
    if returns.size < 2:
        return None
    above = returns - threshold
    lost = -float(np.minimum(above, 0.0).sum())
    return None if lost < NO_SPREAD else float(np.maximum(above, 0.0).sum()) / lost


def gain_to_pain_ratio(returns: Floats) -> float | None:
    """
    Return the sum of all returns over the sum of the losses (Schwager, 2012), of the periods given.

    >>> round(gain_to_pain_ratio(np.array([0.03, -0.01, 0.01])), 9)
    3.0
    """
    if returns.size < 2:
        return None
    lost = -float(np.minimum(returns, 0.0).sum())
    return None if lost < NO_SPREAD else float(returns.sum()) / lost


def tails(returns: Floats) -> dict[str, float | None]:
    """
    Return the historical value at risk and expected shortfall at 95 %, and the ratio of the two tails.

    The shortfall is the mean of the days at or below the percentile, as many as empyrical takes.

    >>> tails(np.arange(-10, 11) / 100.0)
    {'value_at_risk': -0.09, 'conditional_value_at_risk': -0.095, 'tail_ratio': 1.0}
    """
    if returns.size < TAIL_NEEDS:
        return {"value_at_risk": None, "conditional_value_at_risk": None, "tail_ratio": None}
    ordered = np.sort(returns)
    low, high = (_percentile(ordered, share) for share in (TAIL, 1 - TAIL))
    count = int((returns.size - 1) * TAIL) + 1
    return {
        "value_at_risk": low,
        "conditional_value_at_risk": float(ordered[:count].mean()),
        "tail_ratio": None if abs(low) < NO_SPREAD else abs(high) / abs(low),
    }


def outliers(returns: Floats) -> dict[str, float | None]:
    """
    Return how many times an average gain the best hundredth of the days begins at, and the same of losses.

    The 99th percentile over the mean of the days without a loss, the 1st over the mean of those with one: quantstats'
    `outlier_win_ratio` and `outlier_loss_ratio`.

    >>> outliers(np.concatenate((np.full(64, 0.25), np.full(64, -0.5))))
    {'outlier_win_ratio': 1.0, 'outlier_loss_ratio': 1.0}
    """
    if returns.size < OUTLIERS_NEED:
        return {"outlier_win_ratio": None, "outlier_loss_ratio": None}
    ordered = np.sort(returns)
    low, high = (_percentile(ordered, share) for share in (OUTLIER, 1 - OUTLIER))
    losses = int(np.searchsorted(ordered, 0.0))
    lost = float(ordered[:losses].mean()) if losses else 0.0
    won = float(ordered[losses:].mean()) if losses < ordered.size else 0.0
    return {
        "outlier_win_ratio": high / won if won > NO_SPREAD else None,
        "outlier_loss_ratio": low / lost if lost < -NO_SPREAD else None,
    }


def _percentile(ordered: Floats, share: float) -> float:
    """
    Return a percentile of sorted values, interpolated between the two next to it as NumPy does.

    >>> _percentile(np.array([1.0, 2.0, 4.0]), 0.75)
    3.0
    """
    at = (ordered.size - 1) * share
    below = int(at)
    first, second = float(ordered[below]), float(ordered[min(below + 1, ordered.size - 1)])
    return first + (second - first) * (at - below)


def skewness(returns: Floats) -> float | None:
    """
    Return the sample skewness, adjusted for bias (Fisher and Pearson, G1), as pandas does.

    >>> round(skewness(np.array([0.0, 0.0, 3.0])), 6)
    1.732051
    """
    moments = _moments(returns)
    count = returns.size
    if count < 3 or moments is None:
        return None
    second, third, _ = moments
    return third / (second * math.sqrt(second)) * math.sqrt(count * (count - 1)) / (count - 2)


def excess_kurtosis(returns: Floats) -> float | None:
    """
    Return the sample kurtosis above that of a normal distribution, adjusted for bias (G2), as pandas does.

    >>> round(excess_kurtosis(np.array([0.0, 0.0, 0.0, 4.0])), 6)
    4.0
    """
    moments = _moments(returns)
    count = returns.size
    if count < 4 or moments is None:
        return None
    second, _, fourth = moments
    excess = fourth / (second * second) - 3
    return ((count + 1) * excess + 6) * (count - 1) / ((count - 2) * (count - 3))


def _moments(returns: Floats) -> tuple[float, float, float] | None:
    """Return the second, third and fourth central moments; None without spread."""
    if returns.size < 2:
        return None
    off = returns - returns.mean()
    square = off * off
    second = float(square.mean())
    if second < NO_SPREAD**2:
        return None
    return second, float((square * off).mean()), float((square * square).mean())


def stability(equity: Floats) -> float | None:
    """
    Return how much of the logarithm of growth a straight line explains (R squared), as empyrical.

    The first value is where growth starts and is not part of the line.

    >>> round(stability(np.exp([0.0, 0.1, 0.2, 0.3])), 9)
    1.0
    """
    if equity.size < 4 or bool((equity <= 0).any()):
        return None
    growth: Floats = np.log(equity[1:])
    off: Floats = np.subtract(growth, growth.mean())
    line: Floats = np.arange(growth.size, dtype=np.float64)
    line -= line.mean()
    spread = inner_product(off, off) * inner_product(line, line)
    if inner_product(off, off) < NO_SPREAD**2 * growth.size:
        return None
    return min(inner_product(off, line) ** 2 / spread, 1.0)
