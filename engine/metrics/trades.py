"""What closed round trips earned, in money after costs."""

import math
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from engine.metrics.risk import NO_SPREAD


def win_rate(profits: Sequence[float]) -> float | None:
    """
    Return the share of trades that made money; one that made exactly nothing counts as neither win nor loss.

    >>> win_rate([10.0, -5.0, 0.0, 20.0])
    0.5
    """
    return sum(profit > 0 for profit in profits) / len(profits) if profits else None


def profit_factor(profits: Sequence[float]) -> float | None:
    """
    Return all that winning trades earned over all that losing ones lost.

    >>> profit_factor([10.0, -5.0, 20.0])
    6.0
    """
    lost = -sum(profit for profit in profits if profit < 0)
    return sum(profit for profit in profits if profit > 0) / lost if lost else None


def expectancy(profits: Sequence[float]) -> float | None:
    """
    Return what a trade earned on average.

    >>> expectancy([10.0, -4.0])
    3.0
    """
    return sum(profits) / len(profits) if profits else None


def average_win(profits: Sequence[float]) -> float | None:
    """
    Return the average profit of the winning trades.

    >>> average_win([10.0, -4.0, 20.0])
    15.0
    """
    return expectancy([profit for profit in profits if profit > 0])


def average_loss(profits: Sequence[float]) -> float | None:
    """
    Return the average result of the losing trades, a negative amount.

    >>> average_loss([10.0, -4.0, -2.0])
    -3.0
    """
    return expectancy([profit for profit in profits if profit < 0])


def payoff_ratio(profits: Sequence[float]) -> float | None:
    """
    Return the average win over the average loss.

    >>> payoff_ratio([10.0, -4.0, 20.0, -6.0])
    3.0
    """
    won, lost = average_win(profits), average_loss(profits)
    return None if won is None or not lost else won / -lost


def longest_run(profits: Sequence[float], *, of_wins: bool) -> int | None:
    """
    Return how many wins (or losses) followed one another at most; a trade that made nothing ends a run.

    >>> longest_run([5.0, 5.0, -1.0, 5.0], of_wins=True), longest_run([5.0, 0.0], of_wins=False)
    (2, 0)
    """
    runs = (sum(1 for _ in run) for counts, run in groupby(profits, _is_win if of_wins else _is_loss) if counts)
    return max(runs, default=0) if profits else None


def _is_win(profit: float) -> bool:
    return profit > 0


def _is_loss(profit: float) -> bool:
    return profit < 0


def system_quality_number(profits: Sequence[float]) -> float | None:
    """
    Return the mean result over its sample standard deviation, times the root of the number of trades (Tharp).

    >>> round(system_quality_number([10.0, -2.0, 4.0]), 6)
    1.154701
    """
    if len(profits) < 2:
        return None
    results = np.array(profits)
    spread = float(results.std(ddof=1))
    # The last bits of equal results differ: rounding is no spread.
    if spread <= float(np.abs(results).max()) * NO_SPREAD:
        return None
    return math.sqrt(len(profits)) * float(results.mean()) / spread


def kelly_fraction(profits: Sequence[float]) -> float | None:
    """
    Return the share of capital that Kelly's criterion would have staked: win rate - (1 - win rate) / payoff ratio.

    >>> kelly_fraction([20.0, -10.0])
    0.25
    """
    share, payoff = win_rate(profits), payoff_ratio(profits)
    # A payoff too small for a float counts as none.
    return None if share is None or not payoff else share - (1 - share) / payoff


def cpc_index(profits: Sequence[float]) -> float | None:
    """
    Return profit factor times win rate times payoff ratio (quantstats' `cpc_index`); above 1.2 is held to be good.

    >>> cpc_index([10.0, -5.0, 20.0, -5.0])
    4.5
    """
    parts = profit_factor(profits), win_rate(profits), payoff_ratio(profits)
    return None if None in parts else math.prod(part for part in parts if part is not None)


def risk_of_ruin(profits: Sequence[float], *, capital: float) -> float | None:
    """
    Return how likely trades like these, their size never changed, would sooner or later lose all capital.

    exp(-2 mean capital / variance), the ruin of a random walk that drifts (Cox and Miller, The Theory of Stochastic
    Processes, 1965); certain if trades do not earn.

    >>> round(risk_of_ruin([10.0, -5.0, 10.0, -5.0], capital=50.0), 6)
    0.035674
    """
    if len(profits) < 2:
        return None
    results = np.array(profits)
    mean, variance = float(results.mean()), float(results.var(ddof=1))
    if mean <= 0:
        return 1.0
    return math.exp(-2 * mean * capital / variance) if variance > 0 else 0.0
