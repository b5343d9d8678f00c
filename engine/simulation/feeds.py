"""Our bars as a Backtrader feed."""

from typing import Any, Final

import backtrader as bt
import numpy as np

from engine.bars import Bars, Floats, Times
from engine.simulation.lines import fill, quicken
from engine.simulation.pairs import add_pairs

MICROSECONDS_PER_DAY: Final = 86_400_000_000
# numpy counts days from 1970, Backtrader from the year 1.
DAYS_BEFORE_1970: Final = 719_163

# Microseconds in an hour, a minute, a second and one; and how many of each make a day.
UNITS: Final = ((3_600_000_000, 24.0), (60_000_000, 1_440.0), (1_000_000, 86_400.0), (1, 86_400e6))


def date_numbers(times: Times) -> Floats:
    """
    Return times as Backtrader's floating-point days, the same to the last bit as its own date2num.

    >>> date_numbers(np.array(["2020-01-02T12:00"], dtype="datetime64[us]")).tolist()
    [737426.5]
    """
    days, rest = np.divmod(times.astype("datetime64[us]").astype(np.int64), MICROSECONDS_PER_DAY)
    numbers = (days + DAYS_BEFORE_1970).astype(np.float64)
    if not rest.any():
        return numbers
    # date2num rounds hours, minutes, seconds and microseconds apart, and their sum once.
    nothing = np.zeros_like(numbers)
    total = (numbers, nothing)
    for unit, per_day in UNITS:
        count, rest = np.divmod(rest, unit)
        total = add_pairs(total, (count / per_day, nothing))
    return total[0]


class ArrayFeed(bt.feed.DataBase):
    """
    A feed that loads whole columns at once; `bars` is set before the run.

    Time zones, filters, resampling and date limits of the stock feeds do not apply: the bars come ready to use.
    """

    bars: Bars

    # The stock feed copies every bar into these for replays. None makes the broker read the lines.
    tick_open = tick_high = tick_low = tick_close = tick_volume = tick_openinterest = tick_last = None

    def preload(self) -> None:
        """Copy the columns into the lines."""
        columns: dict[str, Floats] = {
            "datetime": date_numbers(self.bars.times),
            "openinterest": np.zeros(len(self.bars)),
        }
        bars, begins_with, of = self.bars, "", ""
        if len(self._env.datas) > 1:
            begins_with, of = f"the first bar of {bars.symbol}, on {bars.dates[0]}", f"{bars.symbol} "
        for name in self.getlinealiases():
            line = getattr(self.lines, name)
            fill(line, values=columns[name] if name in columns else getattr(self.bars, name))
            quicken(line, label=f"{of}{name}", begins_with=begins_with)
            # data.close as a plain attribute saves the walk through __getattr__ on every read.
            self.__dict__[name] = line

    def __len__(self) -> int:
        # Every order asks four times: past the container of the lines, which asks the same one.
        line: Any = self.lines.lines[0]
        return len(line)

    def advance_peek(self) -> float:
        """Return the time of the next bar, infinity after the last."""
        line = self.lines.datetime
        position = line._idx + 1
        return line.array[position] if position < len(line.array) else float("inf")

    def _tick_nullify(self) -> None:
        """Do nothing: without replay there are no ticks."""

    def _tick_fill(self, force: bool = False) -> None:
        """Do nothing: without replay there are no ticks."""


def make_feed(bars: Bars) -> Any:
    """Return the feed of these bars, named by their symbol."""
    frame = bars.timeframe
    feed = ArrayFeed(
        dataname=bars.symbol,
        name=bars.symbol,
        timeframe=bt.TimeFrame.TFrame(frame.name),
        compression=frame.compression,
        sessionstart=bars.session_start,
        sessionend=bars.session_end,
    )
    feed.bars = bars
    return feed
