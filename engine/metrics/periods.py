"""Returns of calendar months, quarters and years."""

from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from engine.bars import Floats, Times
from engine.metrics.returns import simple_returns

Unit = Literal["M", "3M", "Y"]

UNITS: Final = MappingProxyType[str, Unit]({"month": "M", "quarter": "3M", "year": "Y"})


def period_returns(*, times: Times, equity: Floats, initial: float, unit: Unit) -> Floats:
    """
    Return what each calendar month, quarter or year with a bar returned, the first measured from the starting cash.

    >>> times = np.array(["2024-01-30", "2024-01-31", "2024-02-01"], dtype="datetime64[us]")
    >>> period_returns(times=times, equity=np.array([100.0, 110.0, 99.0]), initial=100.0, unit="M").round(9).tolist()
    [0.1, -0.1]
    """
    periods = times.astype(f"datetime64[{unit}]")
    is_last = np.append(periods[1:] != periods[:-1], True)
    return simple_returns(np.concatenate(([initial], equity[is_last])))


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
