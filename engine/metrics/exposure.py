"""How much was held, how much was traded, and what trading cost."""

from engine.bars import Floats


def leverage(*, gross_value: Floats, equity: Floats) -> tuple[float | None, float | None]:
    """
    Return the mean and the highest value of positions for each unit of equity, long and short added up.

    >>> import numpy as np
    >>> leverage(gross_value=np.array([0.0, 50.0, 240.0]), equity=np.array([100.0, 100.0, 120.0]))
    (0.8333333333333334, 2.0)
    """
    has_equity = equity > 0
    if not has_equity.any():
        return None, None
    held = gross_value[has_equity] / equity[has_equity]
    return float(held.mean()), float(held.max())


def turnover(*, traded_value: float, mean_equity: float, years: float) -> float | None:
    """
    Return how often a year the account was bought and sold: half of all that was traded over mean equity.

    >>> turnover(traded_value=400.0, mean_equity=100.0, years=2.0)
    1.0
    """
    return None if years <= 0 or mean_equity <= 0 else traded_value / 2 / mean_equity / years


def costs_share(*, costs: float, gain: float) -> float | None:
    """
    Return the share of the profit before costs that went to costs; None if there was no such profit.

    >>> costs_share(costs=10.0, gain=30.0)
    0.25
    """
    before = gain + costs
    return None if before <= 0 else costs / before
