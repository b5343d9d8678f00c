"""How far and how long equity was below its peak."""

from dataclasses import dataclass
from datetime import date
from typing import Self, cast

import numpy as np

from engine.bars import Floats, Times


def drawdown_curve(equity: Floats, *, initial: float) -> Floats:
    """
    Return, for each bar, how far equity is below its highest value so far, as a positive fraction of that value.

    The starting cash counts as the first peak.

    >>> drawdown_curve(np.array([90.0, 120.0, 60.0, 130.0]), initial=100.0).round(6).tolist()
    [0.1, 0.0, 0.5, 0.0]
    """
    peaks = np.maximum(np.maximum.accumulate(equity), initial)
    return 1 - equity / peaks


@dataclass(frozen=True, kw_only=True)
class Drawdown:
    """
    The deepest fall: `depth` a fraction of the peak on `start_date`; no dates if equity never fell.

    `days` are calendar days from the peak to the recovery, or to the last bar if there was none.
    """

    depth: float
    start_date: date | None = None
    valley_date: date | None = None
    recovery_date: date | None = None
    days: int = 0

    @classmethod
    def deepest(cls, *, times: Times, equity: Floats, initial: float) -> Self:
        """
        Return the deepest drawdown of a curve, the first one if several are equal.

        >>> times = np.arange("2024-01-01", "2024-01-06", dtype="datetime64[D]").astype("datetime64[us]")
        >>> fall = Drawdown.deepest(times=times, equity=np.array([100.0, 120.0, 90.0, 96.0, 120.0]), initial=100.0)
        >>> fall.depth, fall.start_date.day, fall.valley_date.day, fall.recovery_date.day, fall.days
        (0.25, 2, 3, 5, 3)
        """
        curve = drawdown_curve(equity, initial=initial)
        valley = int(curve.argmax())
        if curve[valley] <= 0:
            return cls(depth=0.0)
        dates = cast(list[date], times.astype("datetime64[D]").tolist())
        at_peak = np.flatnonzero(curve[:valley] == 0)
        start = dates[at_peak[-1] if at_peak.size else 0]
        recovered = np.flatnonzero(curve[valley:] == 0)
        recovery = dates[valley + recovered[0]] if recovered.size else None
        days = ((recovery or dates[-1]) - start).days
        return cls(
            depth=float(curve[valley]), start_date=start, valley_date=dates[valley], recovery_date=recovery, days=days
        )
