"""How sure one can be of a Sharpe ratio (Bailey and Lopez de Prado, The Sharpe Ratio Efficient Frontier, 2012)."""

import math
from typing import Final

# One-sided 95 % of a normal distribution.
Z_95: Final = 1.6448536269514722
LONGEST_RECORD: Final = 100_000


def probabilistic_sharpe_ratio(
    *, sharpe: float, count: int, skewness: float, kurtosis: float, threshold: float = 0.0
) -> float | None:
    """
    Return the probability that the true Sharpe ratio is above a threshold.

    Both are per period, `kurtosis` raw: 3 for a normal distribution.

    >>> round(probabilistic_sharpe_ratio(sharpe=0.1, count=101, skewness=0.0, kurtosis=3.0), 6)
    0.840741
    """
    spread = _variance(sharpe, skewness, kurtosis)
    if spread <= 0 or count < 2:
        return None
    return 0.5 * (1 + math.erf((sharpe - threshold) * math.sqrt((count - 1) / spread) / math.sqrt(2)))


def minimum_track_record(*, sharpe: float, skewness: float, kurtosis: float) -> int | None:
    """
    Return how many periods make the probabilistic Sharpe ratio 95 %; None if no bearable number does.

    >>> minimum_track_record(sharpe=0.1, skewness=0.0, kurtosis=3.0)
    273
    """
    spread = _variance(sharpe, skewness, kurtosis)
    if spread <= 0 or sharpe <= 0:
        return None
    needed = 1 + spread * (Z_95 / sharpe) * (Z_95 / sharpe)
    return math.ceil(needed) if needed <= LONGEST_RECORD else None


def _variance(sharpe: float, skewness: float, kurtosis: float) -> float:
    """
    Return the variance of an estimated Sharpe ratio, times the number of periods less one.

    >>> _variance(2.0, 0.5, 3.0)
    2.0
    """
    return 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe
