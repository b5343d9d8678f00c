"""The data of a run as it was at one moment: without what came later, or with another future."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from engine.bars import PRICE_COLUMNS, Bars, Floats

# What rose falls, and by half as much: neither the direction nor the size of a move is what it was.
_OTHER_WAY: Final = -0.5


def cut_at(feeds: Sequence[Bars], moment: np.datetime64) -> list[Bars]:
    """Return the bars up to and including a moment; warm-up bars stay."""
    return [_first(bars, int(np.searchsorted(bars.times, moment, "right"))) for bars in feeds]


def with_another_future(feeds: Sequence[Bars], moment: np.datetime64) -> list[Bars]:
    """Return as many bars on the same dates, but with other prices and volumes after a moment."""
    return [_continued(bars, int(np.searchsorted(bars.times, moment, "right"))) for bars in feeds]


def _first(bars: Bars, count: int) -> Bars:
    columns = {name: getattr(bars, name)[:count] for name in ("times", *PRICE_COLUMNS)}
    return replace(bars, **columns, warmup=min(bars.warmup, count))


def _continued(bars: Bars, known: int) -> Bars:
    if known >= len(bars):
        return bars
    last = bars.close[max(known - 1, 0)]
    opened, highest, lowest, closed = (_mirrored(getattr(bars, name)[known:], last) for name in PRICE_COLUMNS[:4])
    later: dict[str, Floats] = {
        "open": opened,
        # What was the lowest price of a bar is now its highest.
        "high": np.maximum.reduce([lowest, opened, closed]),
        "low": np.minimum.reduce([highest, opened, closed]),
        "close": closed,
        # Busy days become quiet ones.
        "volume": bars.volume.max() + bars.volume.min() - bars.volume[known:],
    }
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(bars, name)[:known], part]) for name, part in later.items()
    }
    return replace(bars, **columns)


def _mirrored(prices: Floats, last: float) -> Floats:
    """
    Return prices that move from `last` the other way.

    >>> _mirrored(np.array([100.0, 400.0, 25.0]), 100.0).round(6).tolist()
    [100.0, 50.0, 200.0]
    """
    moved: Floats = last * (prices / last) ** _OTHER_WAY
    return moved
