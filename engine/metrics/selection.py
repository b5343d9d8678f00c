"""What choosing the best of many attempts does to a result (Bailey and Lopez de Prado; Bailey, Borwein and others)."""

import math
from itertools import combinations
from statistics import NormalDist
from typing import Final

import numpy as np

from engine.bars import Floats
from engine.metrics.confidence import probabilistic_sharpe_ratio

EULER: Final = 0.5772156649015329
BLOCKS: Final = 16
# Combinations worked out at once, so that many trials do not need all memory.
AT_ONCE: Final = 500


def expected_maximum_sharpe(*, attempts: int, spread: float) -> float:
    """
    Return the Sharpe ratio that the best of some attempts without any merit has on average.

    spread ((1 - g) Z(1 - 1/N) + g Z(1 - 1/(N e))), g Euler's constant and Z the normal quantile (Bailey and Lopez de
    Prado, The Deflated Sharpe Ratio, 2014); `spread` is the standard deviation of the attempts' ratios, in whose
    period the result is. Their example, 100 attempts with a yearly variance of 1/2 over days:

    >>> round(expected_maximum_sharpe(attempts=100, spread=math.sqrt(0.5 / 250)), 4)
    0.1132

    :raises ValueError: if there was no attempt.
    """
    if attempts < 1:
        raise ValueError("there must be an attempt")
    if attempts == 1:
        return 0.0
    quantile = NormalDist().inv_cdf
    return spread * ((1 - EULER) * quantile(1 - 1 / attempts) + EULER * quantile(1 - 1 / (attempts * math.e)))


def deflated_sharpe_ratio(
    *, sharpe: float, count: int, skewness: float, kurtosis: float, attempts: int, spread: float
) -> float | None:
    """
    Return the probability that a Sharpe ratio chosen among attempts is above what the best of none would have.

    All ratios are per period, `kurtosis` is raw. The example of the paper:

    >>> shape = {"skewness": -3.0, "kurtosis": 10.0, "attempts": 100, "spread": math.sqrt(0.5 / 250)}
    >>> round(deflated_sharpe_ratio(sharpe=2.5 / math.sqrt(250), count=1250, **shape), 4)
    0.9004
    """
    threshold = expected_maximum_sharpe(attempts=attempts, spread=spread)
    return probabilistic_sharpe_ratio(
        sharpe=sharpe, count=count, skewness=skewness, kurtosis=kurtosis, threshold=threshold
    )


def probability_of_overfitting(returns: Floats, *, blocks: int = BLOCKS) -> float | None:
    """
    Return how often the trial that is best in one half of the time is below the median in the other (PBO).

    `returns` has a row a period and a column a trial. Time is cut into equal blocks, the oldest rows left over are
    dropped, and every choice of half of the blocks is compared with the rest by the Sharpe ratio: combinatorially
    symmetric cross-validation (Bailey, Borwein, Lopez de Prado and Zhu, 2015). None with fewer than two trials, two
    rows a block, or where no trial ever moves.

    :raises ValueError: if the number of blocks is odd or below two.
    """
    if blocks < 2 or blocks % 2:
        raise ValueError("the number of blocks must be even")
    length, trials = returns.shape[0] // blocks, returns.shape[1]
    if trials < 2 or length < 2:
        return None
    cut = returns[returns.shape[0] - length * blocks :].reshape(blocks, length, trials)
    # Around each trial's mean, so that squares lose no digits.
    off = cut - cut.mean(axis=(0, 1))
    sums, squares, means = off.sum(axis=1), (off * off).sum(axis=1), cut.mean(axis=(0, 1))
    chosen = np.zeros((math.comb(blocks, blocks // 2), blocks))
    for row, members in enumerate(combinations(range(blocks), blocks // 2)):
        chosen[row, list(members)] = 1.0
    lost = counted = 0
    for first in range(0, len(chosen), AT_ONCE):
        half = chosen[first : first + AT_ONCE]
        inside, outside = (_sharpes(one, sums, squares, means, length) for one in (half, 1 - half))
        is_known = np.isfinite(inside).any(axis=1) & np.isfinite(outside).all(axis=1)
        best = np.where(np.isfinite(inside), inside, -np.inf).argmax(axis=1)
        lost += int((_relative_ranks(outside, best)[is_known] <= 0.5).sum())
        counted += int(is_known.sum())
    return lost / counted if counted else None


def _sharpes(chosen: Floats, sums: Floats, squares: Floats, means: Floats, length: int) -> Floats:
    """Return the Sharpe ratio of every trial over every choice of blocks, not a number without spread."""
    count = chosen.sum(axis=1)[:, None] * length
    mean = chosen @ sums / count
    variance = (chosen @ squares - count * mean * mean) / (count - 1)
    has_spread = variance > 1e-24
    ratios: Floats = np.where(has_spread, (mean + means) / np.sqrt(np.where(has_spread, variance, 1.0)), np.nan)
    return ratios


def _relative_ranks(ratios: Floats, chosen: np.typing.NDArray[np.int64]) -> Floats:
    """
    Return where a chosen trial of each row stands among all: rank / (trials + 1), equal ones sharing their ranks.

    >>> _relative_ranks(np.array([[0.1, 0.3, 0.2]]), np.array([1])).tolist()
    [0.75]
    """
    own = np.take_along_axis(ratios, chosen[:, None], axis=1)
    below, equal = (ratios < own).sum(axis=1), (ratios == own).sum(axis=1)
    ranks: Floats = (below + (equal + 1) / 2) / (ratios.shape[1] + 1)
    return ranks
