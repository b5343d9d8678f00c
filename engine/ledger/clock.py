"""Where each feed's bars lie on the run's timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Final, Self, cast

import numpy as np
from numpy.typing import NDArray

from engine.bars import Bars, Floats, Times, timeline
from engine.trading.matching import Bar

Rows = NDArray[np.int64]

# NumPy takes longer to begin than Python takes for so many.
FEW_ROWS: Final = 200
# When a session ends of which nobody knows it, as in Backtrader.
END_OF_DAY: Final = time(23, 59, 59, 999_990)


@dataclass(frozen=True, eq=False, kw_only=True)
class FeedClock:
    """
    One feed's bars against the timeline.

    `row_at` gives, for each instant of the timeline, the feed's last row at or before it (-1 before its first);
    `bar_of` gives, for each row of the feed, its instant, -1 for the rows of the warm-up.
    """

    bars: Bars
    row_at: Rows
    bar_of: Rows

    @classmethod
    def of(cls, bars: Bars, times: Times) -> Self:
        """Return the clock of a feed."""
        if bars.times is times:
            rows = np.arange(len(times))
            return cls(bars=bars, row_at=rows, bar_of=rows)
        bar_of = np.where(bars.times < times[:1], -1, np.searchsorted(times, bars.times))
        row_at = np.searchsorted(bars.times, times, side="right") - 1
        return cls(bars=bars, row_at=row_at, bar_of=bar_of)

    def __len__(self) -> int:
        return len(self.bar_of)

    @cached_property
    def _columns(self) -> tuple[list[float], list[float], list[float], list[float]]:
        # Python floats: reading single NumPy scalars is several times slower and the audit reads many.
        bars = self.bars
        return bars.open.tolist(), bars.high.tolist(), bars.low.tolist(), bars.close.tolist()

    def prices(self, row: int) -> Bar:
        """Return the prices of one row."""
        opening, high, low, close = self._columns
        return Bar(open=opening[row], high=high[row], low=low[row], close=close[row])

    def extremes(self, first_row: int, last_row: int) -> tuple[float, float] | None:
        """Return the lowest and the highest price of some rows, the last one included; None of no row."""
        if last_row < first_row:
            return None
        rows = slice(first_row, last_row + 1)
        if last_row - first_row < FEW_ROWS:
            _, highs, lows, _ = self._columns
            return min(lows[rows]), max(highs[rows])
        return float(self.bars.low[rows].min()), float(self.bars.high[rows].max())

    def close_at(self, bar: int) -> float | None:
        """Return the last close known at an instant, None before the feed's first bar."""
        row = int(self.row_at[bar])
        return self._columns[3][row] if row >= 0 else None

    @cached_property
    def _volumes(self) -> list[float]:
        return cast(list[float], self.bars.volume.tolist())

    def volume_share(self, *, size: float, bar: int) -> float | None:
        """Return which share of the volume at an instant a size is, None where no volume is known."""
        volume = self._volumes[self.row_at[bar]]
        return size / volume if volume > 0 else None

    def date_at(self, bar: int) -> date:
        """Return the exchange date of the feed's last bar at or before an instant."""
        return cast(date, self.bars.times[self.row_at[bar]].astype("datetime64[D]").item())

    def seconds_at(self, bar: int) -> float:
        """Return when the feed's last bar at or before an instant was: seconds since 1970, to the millisecond."""
        return float(self.bars.times[self.row_at[bar]].astype(np.int64) // 1000) / 1000

    def session_end_after(self, bar: int) -> np.datetime64:
        """Return when the session ends that an order sent at an instant waits for, or the next one."""
        moment = self.bars.times[self.row_at[bar]]
        end = datetime.combine(self.date_at(bar), self.bars.session_end or END_OF_DAY)
        ends_at = np.datetime64(end, "us")
        return ends_at if ends_at >= moment else ends_at + np.timedelta64(1, "D")

    def first_row_from(self, moment: np.datetime64) -> int:
        """Return the feed's first row at or after a moment, one past its last if there is none."""
        return int(np.searchsorted(self.bars.times, moment))

    @cached_property
    def _seconds(self) -> Floats:
        return (self.bars.times.astype(np.int64) // 1000).astype(np.float64) / 1000

    def first_bar_later_than(self, seconds: float) -> int | None:
        """Return the instant of the feed's first bar after a moment, -1 for one of the warm-up, None of no bar."""
        row = int(np.searchsorted(self._seconds, seconds, side="right"))
        return int(self.bar_of[row]) if row < len(self) else None

    @cached_property
    def closes(self) -> Floats:
        """Return the last known close at every instant of the timeline; 0 before the feed's first bar."""
        return np.where(self.row_at >= 0, self.bars.close[self.row_at], 0.0)


@dataclass(frozen=True, eq=False, kw_only=True)
class Clock:
    """A run's timeline and its feeds on it."""

    times: Times
    feeds: tuple[FeedClock, ...]

    @classmethod
    def of(cls, feeds: Sequence[Bars]) -> Self:
        """Return the clock of a run over `feeds`."""
        times = timeline(feeds)
        return cls(times=times, feeds=tuple(FeedClock.of(bars, times) for bars in feeds))

    def __len__(self) -> int:
        return len(self.times)

    def moment_at(self, bar: int) -> datetime:
        """Return an instant of the timeline as a Python datetime in exchange time."""
        return cast(datetime, self.times[bar].item())
