"""What closed round trips earned, in money after costs."""

from collections.abc import Sequence


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
