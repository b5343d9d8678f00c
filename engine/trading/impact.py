"""How far an order moves the price against itself."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.bars import Bars, Floats
from engine.events import Side

WINDOW: Final = 20
# Rows worked on at a time: a window for every row of a long series would take too much memory.
CHUNK: Final = 10_000
# Far outside what the law was measured for, an order may still not move a price to nothing.
LARGEST: Final = 0.99


def square_root_impact(*, coefficient: float, volatility: float, size: float, volume: float) -> float:
    """
    Return by which fraction of its price an order of `size` moves it: coefficient x volatility x sqrt(size / volume).

    The square-root law: Almgren, Thum, Hauptmann and Li, "Direct estimation of equity market impact" (2005), who find
    an exponent of 0.6; Toth and others, "Anomalous price impact and the critical nature of liquidity in financial
    markets" (2011), who find a coefficient near one. `volatility` and `volume` are those of one period, of whatever
    length: both grow with it in such a way that the law is the same for a day and for a minute.

    >>> square_root_impact(coefficient=1.0, volatility=0.02, size=10_000.0, volume=1_000_000.0)
    0.002
    >>> square_root_impact(coefficient=1.0, volatility=0.02, size=10_000.0, volume=0.0)
    0.0
    """
    if volume <= 0:
        return 0.0
    return min(coefficient * volatility * math.sqrt(size / volume), LARGEST)


def moved_price(*, side: Side, price: float, share: float, limit: float | None) -> float:
    """
    Return the price an order pays once it has moved it by a fraction, but none beyond the order's limit.

    >>> moved_price(side="buy", price=100.0, share=0.02, limit=None)
    102.0
    >>> moved_price(side="sell", price=100.0, share=0.02, limit=99.0)
    99.0
    """
    if side == "buy":
        moved = price * (1 + share)
        return moved if limit is None else max(price, min(moved, limit))
    moved = price * (1 - share)
    return moved if limit is None else min(price, max(moved, limit))


@dataclass(frozen=True, eq=False, kw_only=True)
class Past:
    """
    Volatility and mean volume of the bars before each bar, at most `WINDOW` of them; 0 where there are too few.

    Volatility is the sample standard deviation of the logarithmic returns of closes, of two of them at least.
    """

    volatility: list[float]
    volume: list[float]

    @classmethod
    def of(cls, bars: Bars) -> Self:
        """Return what was known before each of these bars; nothing of the bar itself or later is used."""
        returns = np.diff(np.log(bars.close), prepend=np.nan)
        return cls(
            volatility=_before(returns, least=2, of=lambda window: np.nanstd(window, axis=1, ddof=1)),
            volume=_before(np.maximum(bars.volume, 0.0), least=1, of=lambda window: np.nanmean(window, axis=1)),
        )


def _before(values: Floats, *, least: int, of: Callable[[Floats], Floats]) -> list[float]:
    """Return a figure of the values before each one; what is not a number does not count."""
    windows = sliding_window_view(np.concatenate((np.full(WINDOW, np.nan), values)), WINDOW)
    result = np.zeros(len(values))
    for start in range(0, len(values), CHUNK):
        rows = slice(start, min(start + CHUNK, len(values)))
        window = windows[rows]
        known = np.count_nonzero(~np.isnan(window), axis=1) >= least
        result[rows][known] = of(window[known])
    return result.tolist()
