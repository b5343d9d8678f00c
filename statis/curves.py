"""Long lines of numbers -> the few points that are drawn."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.bars import Floats

MAX_POINTS: Final = 360
Positions = NDArray[np.int64]


def kept_positions(lines: Sequence[Floats], *, limit: int = MAX_POINTS, highs: bool = True) -> Positions:
    """
    Return at most `limit` positions that keep the first, the last and every local extreme of all lines.

    The lines are cut into equal buckets; of each bucket the lowest (and the highest) point of each line stays,
    so the worst point of the chart is the worst point of the data.

    >>> kept_positions([np.array([5.0, 1.0, 6.0, 7.0, 9.0, 8.0])], limit=4).tolist()
    [0, 1, 4, 5]
    """
    size = len(lines[0])
    if size <= limit:
        return np.arange(size)
    picks = 2 if highs else 1
    buckets = max(1, (limit - 2) // (picks * len(lines)))
    edges = np.linspace(0, size, buckets + 1).astype(np.int64)
    kept = {0, size - 1}
    for first, last in pairwise(edges):
        for line in lines:
            kept.add(int(first + np.argmin(line[first:last])))
            if highs:
                kept.add(int(first + np.argmax(line[first:last])))
    return np.array(sorted(kept), dtype=np.int64)


def sparkline(values: Sequence[float]) -> str:
    """
    Return path data for a line of at most 60 points in a box of 100 by 30.

    >>> sparkline([1.0, 3.0, 2.0])
    'M0.0 28.0L50.0 2.0L100.0 15.0'
    >>> sparkline([5.0, 5.0])
    'M0.0 15.0L100.0 15.0'
    """
    line = np.asarray(values, dtype=np.float64)
    if len(line) < 2:
        return ""
    kept = kept_positions([line], limit=60)
    low, span = float(line.min()), float(line.max() - line.min())
    # A line that never moved runs through the middle, not along the floor.
    low, span = (low, span) if span else (low - 0.5, 1.0)
    points = (
        f"{at / (len(line) - 1) * 100:.1f} {28 - 26 * (float(line[at]) - low) / span:.1f}" for at in map(int, kept)
    )
    return "M" + "L".join(points)
