"""Returns of days, weeks and calendar months, quarters and years."""

from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from engine.bars import Floats, Times
from engine.metrics.returns import simple_returns

Unit = Literal["D", "W", "M", "3M", "Y"]
Indices = NDArray[np.int64]

UNITS: Final = MappingProxyType[str, Unit]({"month": "M", "quarter": "3M", "year": "Y"})


def period_returns(*, times: Times, equity: Floats, initial: float, unit: Unit) -> Floats:
    """
    Return what each calendar month, quarter or year with a bar returned, the first measured from the starting cash.

    >>> times = np.array(["2024-01-30", "2024-01-31", "2024-02-01"], dtype="datetime64[us]")
    >>> period_returns(times=times, equity=np.array([100.0, 110.0, 99.0]), initial=100.0, unit="M").round(9).tolist()
    [0.1, -0.1]
    """
    return simple_returns(np.concatenate(([initial], equity[last_bars(times, unit)])))


def last_bars(times: Times, unit: Unit) -> Indices:
    """
    Return the last bar of every period that has one; weeks begin on Monday.

    >>> last_bars(np.array(["2024-01-05", "2024-01-07", "2024-01-08"], dtype="datetime64[us]"), "W").tolist()
    [1, 2]
    """
    if unit == "W":
        # The calendar began on a Thursday.
        periods = (times.astype("datetime64[D]").view(np.int64) + 3) // 7
    else:
        periods = times.astype(f"datetime64[{unit}]").view(np.int64)
    return np.flatnonzero(np.append(periods[1:] != periods[:-1], True))


def best_and_worst(returns: Floats) -> tuple[float | None, float | None]:
    """
    Return the highest and the lowest of some returns.

    >>> best_and_worst(np.array([0.1, -0.2]))
    (0.1, -0.2)
    """
    return (float(returns.max()), float(returns.min())) if returns.size else (None, None)


def positive_share(returns: Floats) -> float | None:
    """
    Return the share of gains among gains and losses; periods without any change are left out.

    >>> positive_share(np.array([0.1, 0.0, -0.2, 0.3, 0.1]))
    0.75
    """
    gains, losses = int((returns > 0).sum()), int((returns < 0).sum())
    return gains / (gains + losses) if gains + losses else None
