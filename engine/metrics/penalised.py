"""Ratios that take off for what volatility does not see: returns that follow one another, and long deep falls."""

import math
from typing import Final

import numpy as np

from engine.bars import Floats
from engine.metrics.drawdown import drawdown_curve, ulcer_index
from engine.metrics.returns import inner_product
from engine.metrics.risk import NO_SPREAD, sharpe_ratio

# The fifth percentile of a normal distribution, in standard deviations.
Z_5: Final = -1.6448536269514722
# Powers below this do not change a sum of ones.
NEGLIGIBLE: Final = 1e-20


def smart_sharpe_ratio(returns: Floats, *, periods_per_year: int, risk_free_rate: float = 0.0) -> float | None:
    """
    Return the Sharpe ratio over the autocorrelation penalty, as quantstats' `smart_sharpe`.

    >>> round(smart_sharpe_ratio(np.array([0.01, -0.01, 0.03, 0.0]), periods_per_year=4), 6)
    0.526098
    """
    sharpe = sharpe_ratio(returns, periods_per_year=periods_per_year, risk_free_rate=risk_free_rate)
    penalty = autocorrelation_penalty(returns)
    return None if sharpe is None or penalty is None else sharpe / penalty


def autocorrelation_penalty(returns: Floats) -> float | None:
    """
    Return sqrt(1 + 2 sum over k of (n - k) / n |c|^k), c the correlation of each return with the next (Lo, 2002).

    Undefined with fewer than three returns or without spread.

    >>> round(autocorrelation_penalty(np.array([1.0, -1.0, 1.0, -1.0])), 6)
    2.0
    """
    if returns.size < 3:
        return None
    first, second = returns[:-1] - returns[:-1].mean(), returns[1:] - returns[1:].mean()
    spreads = math.sqrt(inner_product(first, first)), math.sqrt(inner_product(second, second))
    if not all(spread >= NO_SPREAD * math.sqrt(returns.size) for spread in spreads):
        return None
    correlation = min(abs(inner_product(first, second)) / spreads[0] / spreads[1], 1.0)
    lags = np.arange(1, _terms(correlation, returns.size) + 1)
    return math.sqrt(1 + 2 * float(((returns.size - lags) / returns.size * correlation**lags).sum()))


def _terms(correlation: float, count: int) -> int:
    """
    Return how many powers of a correlation are large enough to matter.

    >>> _terms(0.1, 1000), _terms(1.0, 1000), _terms(0.0, 1000)
    (20, 999, 1)
    """
    if not 0 < correlation < 1:
        return count - 1 if correlation else 1
    return max(1, min(count - 1, round(math.log(NEGLIGIBLE) / math.log(correlation))))


def serenity_ratio(returns: Floats, *, equity: Floats, initial: float, risk_free_rate: float = 0.0) -> float | None:
    """
    Return the sum of returns over the ulcer index times the pitfall, as quantstats' `serenity_index` (KeyQuant).

    The pitfall is the mean of the drawdowns beyond their normal 5 % quantile, over the returns' standard deviation.
    `equity` has one value more than `returns`: the one they start from.

    >>> equity = np.array([100.0, 110.0, 99.0, 108.9])
    >>> round(serenity_ratio(np.array([0.1, -0.1, 0.1]), equity=equity, initial=100.0), 6)
    1.563809
    """
    ulcer = ulcer_index(equity, initial=initial)
    if returns.size < 3 or not ulcer:
        return None
    spread = float(returns.std(ddof=1))
    falls = -drawdown_curve(equity, initial=initial)[1:]
    limit = float(falls.mean()) + Z_5 * float(falls.std(ddof=1))
    beyond = falls[falls < limit]
    pitfall = -(float(beyond.mean()) if beyond.size else limit)
    divisor = ulcer * pitfall / spread if spread >= NO_SPREAD else 0.0
    return (float(returns.sum()) - risk_free_rate) / divisor if divisor > 0 else None
