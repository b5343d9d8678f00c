"""What every system is asked to do, in words that need nothing but NumPy: it is read in each peer's environment."""

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["cross", "basket", "orders"]

CASH: Final = 1_000_000.0
COMMISSION: Final = 0.001
FAST, SLOW, SHARES = 10, 30, 100
# Longer than this, daily bars would leave the years pandas can tell: the bars are minutes.
LONGEST_DAILY: Final = 20_000

CROSS: Final = f"""
import backtrader as bt

class Cross(bt.Strategy):
    def __init__(self):
        fast = bt.ind.SMA(self.data.close, period={FAST})
        slow = bt.ind.SMA(self.data.close, period={SLOW})
        self.cross = bt.ind.CrossOver(fast, slow)

    def next(self):
        if not self.position:
            if self.cross[0] > 0:
                self.buy(size={SHARES})
        elif self.cross[0] < 0:
            self.close()
"""
BASKET: Final = f"""
import backtrader as bt

class Basket(bt.Strategy):
    def __init__(self):
        self.crosses = [
            bt.ind.CrossOver(bt.ind.SMA(data.close, period={FAST}), bt.ind.SMA(data.close, period={SLOW}))
            for data in self.datas
        ]

    def next(self):
        for data, cross in zip(self.datas, self.crosses):
            if not self.getposition(data):
                if cross[0] > 0:
                    self.buy(data=data, size={SHARES})
            elif cross[0] < 0:
                self.close(data=data)
"""
ORDERS: Final = """
import backtrader as bt

class EveryBar(bt.Strategy):
    def next(self):
        if self.position:
            self.close()
        else:
            self.buy(size=1)
"""
SOURCES: Final[dict[Kind, str]] = {"cross": CROSS, "basket": BASKET, "orders": ORDERS}


@dataclass(frozen=True, kw_only=True)
class Job:
    """One timed run: a strategy by its name, how many bars of how many symbols."""

    kind: Kind
    bars: int
    symbols: int = 1

    @property
    def interval(self) -> str:
        """Return the interval of the bars, as the engine writes it."""
        return "1d" if self.bars <= LONGEST_DAILY else "1m"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What a run came to, to see that all did the same work; a system that counts no trades says None."""

    equity: float
    trades: int | None = None
    path: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Walk:
    """A seeded random walk as columns; `times` is datetime64[us]."""

    times: NDArray[np.datetime64]
    open: NDArray[np.float64]
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    close: NDArray[np.float64]
    volume: NDArray[np.float64]


def walk(job: Job, *, symbol: int = 0) -> Walk:
    """Return the bars of one symbol of a job: the same ones in every environment."""
    rng = np.random.default_rng(42 + symbol)
    count, is_daily = job.bars, job.interval == "1d"
    step, noise = (np.timedelta64(1, "D"), 0.012) if is_daily else (np.timedelta64(1, "m"), 0.0006)
    close = 100 * np.exp(np.cumsum(rng.normal(0, noise, count)))
    opening = np.concatenate([[100.0], close[:-1]]) * np.exp(rng.normal(0, noise / 4, count))
    return Walk(
        times=(np.datetime64("1990-01-01", "us") + np.arange(count) * step).astype("datetime64[us]"),
        open=opening,
        high=np.maximum(opening, close) * (1 + np.abs(rng.normal(0, noise / 3, count))),
        low=np.minimum(opening, close) * (1 - np.abs(rng.normal(0, noise / 3, count))),
        close=close,
        volume=rng.integers(1_000, 1_000_000, count).astype(float),
    )


def columns_of(bars: Walk) -> dict[str, NDArray[Any]]:
    """Return bars as indicators read them."""
    prices = {name: getattr(bars, name) for name in ("open", "high", "low", "close", "volume")}
    return prices | {"dates": bars.times.astype("datetime64[D]")}
