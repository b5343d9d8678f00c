"""How far and how long equity was below its peak."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Self, cast

import numpy as np
from numpy.typing import NDArray

from engine.bars import Floats, Times
from engine.metrics.returns import inner_product

Indices = NDArray[np.int64]


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

    Of bars within a day the dates are whole moments. `days` are calendar days from the peak to the recovery, or to the
    last bar if there was none.
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
        at_peak = np.flatnonzero(curve[:valley] == 0)
        start = int(at_peak[-1]) if at_peak.size else 0
        recovered = np.flatnonzero(curve[valley:] == 0)
        recovery = valley + int(recovered[0]) if recovered.size else None
        end = len(times) - 1 if recovery is None else recovery
        moment_of = _moments(times)
        return cls(
            depth=float(curve[valley]),
            start_date=moment_of(start),
            valley_date=moment_of(valley),
            recovery_date=None if recovery is None else moment_of(recovery),
            days=int((times[end].astype("datetime64[D]") - times[start].astype("datetime64[D]")).astype(np.int64)),
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Falls:
    """
    Every stretch of a drawdown curve above zero, as one value each, in order of time.

    `peaks` and `ends` are bars: the last one at the peak, and the recovery, or one past the last bar without it.
    """

    peaks: Indices
    starts: Indices
    ends: Indices
    depths: Floats

    @classmethod
    def of(cls, curve: Floats) -> Self:
        """
        Return the falls of a drawdown curve.

        >>> falls = Falls.of(np.array([0.0, 0.1, 0.2, 0.0, 0.3]))
        >>> falls.peaks.tolist(), falls.ends.tolist(), falls.depths.tolist()
        ([0, 3], [3, 5], [0.2, 0.3])
        """
        is_below = np.concatenate(([False], curve > 0, [False]))
        changes = np.flatnonzero(is_below[1:] != is_below[:-1])
        starts, ends = changes[::2], changes[1::2]
        depths = np.maximum.reduceat(curve, starts) if starts.size else np.empty(0)
        return cls(peaks=np.maximum(starts - 1, 0), starts=starts, ends=ends, depths=depths)

    def days(self, times: Times) -> Indices:
        """Return the calendar days from every peak to its recovery, or to the last bar."""
        ends, peaks = (times[at].astype("datetime64[D]") for at in (np.minimum(self.ends, len(times) - 1), self.peaks))
        lengths: Indices = (ends - peaks).astype(np.int64)
        return lengths


def _moments(times: Times) -> Callable[[int], date]:
    """Return what tells the moment of a bar, the day alone if all bars are of whole days."""
    unit = "datetime64[D]" if (times == times.astype("datetime64[D]")).all() else "datetime64[us]"
    # One by one: turning all of many bars into dates would take longer than everything else here.
    return lambda bar: cast(date, times[bar].astype(unit).item())


def worst_drawdowns(*, times: Times, equity: Floats, initial: float, count: int = 5) -> tuple[Drawdown, ...]:
    """
    Return the deepest falls of a curve, the deepest first, the earlier of two that are equal.

    >>> times = np.arange("2024-01-01", "2024-01-07", dtype="datetime64[D]").astype("datetime64[us]")
    >>> falls = worst_drawdowns(times=times, equity=np.array([100.0, 90.0, 100.0, 80.0, 60.0, 90.0]), initial=100.0)
    >>> [(round(fall.depth, 6), fall.valley_date.day, fall.recovery_date is None, fall.days) for fall in falls]
    [(0.4, 5, True, 3), (0.1, 2, False, 2)]
    """
    curve = drawdown_curve(equity, initial=initial)
    falls = Falls.of(curve)
    lengths = falls.days(times)
    moment_of = _moments(times)
    return tuple(
        Drawdown(
            depth=float(falls.depths[at]),
            start_date=moment_of(falls.peaks[at]),
            valley_date=moment_of(falls.starts[at] + int(curve[falls.starts[at] : falls.ends[at]].argmax())),
            recovery_date=moment_of(falls.ends[at]) if falls.ends[at] < len(times) else None,
            days=int(lengths[at]),
        )
        for at in np.argsort(-falls.depths, kind="stable")[:count]
    )


def ulcer_index(equity: Floats, *, initial: float) -> float | None:
    """
    Return the root mean square of the drawdowns (Martin, 1987), by quantstats' count: one less than the values.

    >>> round(ulcer_index(np.array([100.0, 70.0, 60.0]), initial=100.0), 9)
    0.353553391
    """
    if equity.size < 2:
        return None
    curve = drawdown_curve(equity, initial=initial)
    return math.sqrt(inner_product(curve, curve) / (equity.size - 1))
