"""Risk of daily returns, by the conventions of empyrical and quantstats."""

import math
from typing import Final, TypedDict

import numpy as np

from engine.bars import Floats

# A spread this small is the rounding of equal returns, not risk.
NO_SPREAD: Final = 1e-12


class Rates(TypedDict):
    """The settings every yearly figure takes."""

    periods_per_year: int
    risk_free_rate: float


def volatility(returns: Floats, *, periods_per_year: int) -> float | None:
    """
    Return the yearly volatility: sample standard deviation times the root of the periods a year.

    >>> round(volatility(np.array([0.01, -0.01, 0.03]), periods_per_year=252), 6)
    0.31749
    """
    if returns.size < 2:
        return None
    return float(returns.std(ddof=1)) * math.sqrt(periods_per_year)


def period_rate(annual_rate: float, *, periods_per_year: int) -> float:
    """
    Return the rate per period that compounds to a yearly one.

    >>> round(period_rate(0.02, periods_per_year=252), 9)
    7.8585e-05
    """
    return float((1 + annual_rate) ** (1 / periods_per_year) - 1)


def sharpe_ratio(returns: Floats, *, periods_per_year: int, risk_free_rate: float = 0.0) -> float | None:
    """
    Return mean over sample standard deviation of the returns above the risk-free rate, made yearly.

    >>> round(sharpe_ratio(np.array([0.01, -0.01, 0.03]), periods_per_year=252), 6)
    7.937254
    """
    if returns.size < 2:
        return None
    excess = returns - period_rate(risk_free_rate, periods_per_year=periods_per_year)
    spread = float(excess.std(ddof=1))
    return None if spread < NO_SPREAD else float(excess.mean()) / spread * math.sqrt(periods_per_year)


def sortino_ratio(returns: Floats, *, periods_per_year: int, risk_free_rate: float = 0.0) -> float | None:
    """
    Return the mean of the returns above the risk-free rate over their downside deviation, made yearly.

    The downside counts every period in its denominator, those without a loss as zero (Sortino and Price, 1994).

    >>> round(sortino_ratio(np.array([0.01, -0.01, 0.03]), periods_per_year=252), 6)
    27.495454
    """
    if returns.size < 2:
        return None
    excess = returns - period_rate(risk_free_rate, periods_per_year=periods_per_year)
    downside = _downside(excess)
    return None if downside < NO_SPREAD else float(excess.mean()) / downside * math.sqrt(periods_per_year)


def downside_volatility(returns: Floats, *, periods_per_year: int, risk_free_rate: float = 0.0) -> float | None:
    """
    Return the yearly downside deviation, the divisor of the Sortino ratio.

    >>> round(downside_volatility(np.array([0.01, -0.01, 0.02, 0.0]), periods_per_year=4), 6)
    0.01
    """
    if returns.size < 2:
        return None
    excess = returns - period_rate(risk_free_rate, periods_per_year=periods_per_year)
    return _downside(excess) * math.sqrt(periods_per_year)


def _downside(excess: Floats) -> float:
    return math.sqrt(float(np.mean(np.minimum(excess, 0.0) ** 2)))


def calmar_ratio(*, cagr: float | None, max_drawdown: float) -> float | None:
    """
    Return the yearly growth rate over the deepest drawdown of the whole period.

    >>> calmar_ratio(cagr=0.1, max_drawdown=0.25)
    0.4
    """
    return None if cagr is None or max_drawdown <= 0 else cagr / max_drawdown
