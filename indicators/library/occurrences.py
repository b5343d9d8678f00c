"""What followed after a pattern: each time it occurred, and the mean move behind it beside that of any bar."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.library.entry import Floats

HORIZONS: Final = (1, 5, 20)


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A number of bars, and the mean move over each horizon behind them; None where no move is complete."""

    count: int
    moves: tuple[float | None, ...]


def followed(close: Floats, is_marked: NDArray[np.bool_]) -> Followed:
    """
    Return how often something occurred and the mean return of the closes 1, 5 and 20 bars after it.

    >>> followed(np.array([1.0, 2.0, 4.0]), np.array([True, True, True])).moves
    (1.0, None, None)
    """
    at = np.flatnonzero(is_marked)
    return Followed(count=len(at), moves=tuple(_mean_move(close, at, bars) for bars in HORIZONS))


def moves_after(close: Floats, at: int) -> tuple[float | None, ...]:
    """
    Return the returns of the closes 1, 5 and 20 bars after one, None where there is no such bar yet.

    >>> moves_after(np.array([1.0, 2.0, 4.0]), 1)
    (1.0, None, None)
    """
    ends = ((at + bars) for bars in HORIZONS)
    return tuple(float(close[end] / close[at] - 1) if end < len(close) else None for end in ends)


def _mean_move(close: Floats, at: NDArray[np.intp], bars: int) -> float | None:
    # The last occurrences have no such bar behind them yet.
    complete = at[at + bars < len(close)]
    if not len(complete):
        return None
    return float(np.mean(close[complete + bars] / close[complete] - 1))
