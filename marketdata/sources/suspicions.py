"""Prices that can be traded on but may not be true: what a careful person would look up before believing a result."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.bars import Floats, Times
from marketdata.sources.findings import Columns, Finding, Kind, Severity, counted
from marketdata.sources.sessions import Opened, against_sessions

Mask = NDArray[np.bool_]

# Of a normal distribution the median distance from the middle is this share of the standard deviation.
MEDIAN_OF_NORMAL: Final = 0.6745
# Fewer bars say nothing of what is usual for a series.
ENOUGH_TO_JUDGE: Final = 20

# Shares are split by these, forwards and (turned over) backwards. 6:5 and less drown in ordinary moves.
SPLITS: Final = (1.25, 4 / 3, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 100.0)
# Overnight the market moves, too: three usual days, but never so far that 4:3 and 5:4 are one.
SPLIT_SIGMAS: Final = 3.0
SPLIT_TOLERANCE: Final = 0.06
# The day that follows may be a wild one (Apple rose by 10 % on the day of its split in June 2000), not more.
SPLIT_DAY_SIGMAS: Final = 6.0
# A step that the series makes anyway is no sign of anything.
SPLIT_IS_BEYOND_SIGMAS: Final = 8.0
# A company that loses half its value is traded many times as much that day; one that splits is not.
SPLIT_VOLUME: Final = 3.0
VOLUME_BARS: Final = 20

# A tenth of the price and ten usual moves, gone with the next bar: few markets do that, bad ticks always.
SPIKE_SIGMAS: Final = 10.0
SPIKE_SIZE: Final = 0.1
SPIKE_RETURNS: Final = 0.8

# A fifth of the price and fifteen usual moves: a handful of days in the life of a share.
EXTREME_SIGMAS: Final = 15.0
EXTREME_SIZE: Final = 0.2

# Five equal closes are seen once in millions of days of a share that moves by dozens of ticks.
STALE_LENGTH: Final = 5
# A series that often stands still must stand still longer: as long as chance makes it once in a thousand series.
STALE_CHANCE: Final = 0.001

# The longest closings of exchanges (Golden Week, Spring Festival, September 2001) leave 11 days between two bars.
GAP_DAYS: Final = 14
# Weekly and monthly bars lie further apart.
GAP_INTERVALS: Final = 3
DAY: Final = np.timedelta64(86_400_000_000, "us")

# Two or three days a year: halts happen. More is a market where orders would not have been filled.
MANY_WITHOUT_VOLUME: Final = 0.01
# Half a year of days: an average of 100 bars has no value before.
THIN_BARS: Final = 125


class Stretch(Protocol):
    """Days whose bars come from one source."""

    @property
    def first_date(self) -> date: ...
    @property
    def last_date(self) -> date: ...
    @property
    def source(self) -> str: ...


@dataclass(frozen=True, eq=False)
class Moves:
    """How the prices of sound columns move from bar to bar, in logarithms."""

    columns: Columns

    @cached_property
    def steps(self) -> Floats:
        """Return the move from close to close; the first bar has none."""
        return np.diff(self._closes, prepend=self._closes[:1])

    @cached_property
    def overnight(self) -> Floats:
        """Return the move from the last close to the open; the first bar has none."""
        moves = np.zeros(len(self._closes))
        # Two logarithms, since the quotient of two prices may be infinite.
        moves[1:] = np.log(self.columns.open[1:]) - self._closes[:-1]
        return moves

    @cached_property
    def _closes(self) -> Floats:
        return np.log(self.columns.close)

    @cached_property
    def usual(self) -> float:
        """Return the standard deviation of a usual move; infinite if nothing moves, so that nothing is beyond it."""
        sizes = np.abs(self.steps)
        sizes = sizes[sizes > 0]
        return float(np.median(sizes)) / MEDIAN_OF_NORMAL if len(sizes) >= ENOUGH_TO_JUDGE else math.inf

    def beyond(self, *, sigmas: float, size: float) -> float:
        """Return the move that is more than a number of usual ones and a share of the price."""
        return max(sigmas * self.usual, math.log1p(size))


def suspicions(columns: Columns, *, opened: Opened | None, sources: Sequence[Stretch]) -> Iterator[Finding]:
    """Yield what is odd in columns without errors, the gravest first."""
    moves = Moves(columns)
    splits = _split_like(moves)
    spikes = _spikes(moves) & ~splits
    yield from _split_findings(moves, splits)
    yield from _spike_findings(columns, spikes)
    yield from _stale(moves)
    yield from against_sessions(columns, opened) if opened else _gaps(columns)
    yield from _source_changes(columns, sources)
    yield from _without_volume(columns)
    # The way back from a spike is as long as the way there.
    yield from _extremes(moves, splits | spikes | np.roll(spikes, 1))
    if len(columns.times) < THIN_BARS:
        text = f"{counted(len(columns.times), 'bar is', 'bars are')} little to learn from"
        yield Finding.of(Kind.THIN, Severity.NOTE, when=columns.times, text=text)


def _split_like(moves: Moves) -> Mask:
    """Return the bars that open and close a usual split away from the last close, on a day like any other."""
    found = np.zeros(len(moves.steps), dtype=np.bool_)
    tolerance = min(SPLIT_SIGMAS * moves.usual, SPLIT_TOLERANCE)
    least = max(math.log(SPLITS[0]) - tolerance, SPLIT_IS_BEYOND_SIGMAS * moves.usual)
    far = (np.abs(moves.overnight) >= least) & (np.abs(moves.steps) >= least)
    for row in np.flatnonzero(far).tolist():
        overnight, day = float(moves.overnight[row]), float(moves.steps[row] - moves.overnight[row])
        ratio = _nearest_split(overnight)
        is_near = abs(abs(overnight) - math.log(ratio)) <= tolerance and abs(day) <= SPLIT_DAY_SIGMAS * moves.usual
        found[row] = is_near and _is_calm(moves, row, ratio)
    return found


def _nearest_split(move: float) -> float:
    """
    Return the usual split that comes nearest to a move.

    >>> _nearest_split(math.log(0.51)), _nearest_split(math.log(9.6))
    (2.0, 10.0)
    """
    return min(SPLITS, key=lambda ratio: abs(math.log(ratio) - abs(move)))


def _is_calm(moves: Moves, row: int, ratio: float) -> bool:
    """Return whether a day's volume is no more than a split explains: as many shares as usual, times the ratio."""
    volume = moves.columns.volume
    before = volume[max(0, row - VOLUME_BARS) : row]
    before = before[before > 0]
    if not len(before) or not volume[row] > 0:
        return True
    more_shares = ratio if moves.steps[row] < 0 else 1.0
    return bool(volume[row] <= SPLIT_VOLUME * more_shares * np.median(before))


def _split_findings(moves: Moves, splits: Mask) -> Iterator[Finding]:
    rows = np.flatnonzero(splits)
    if len(rows):
        ratio = _nearest_split(moves.overnight[rows[0]])
        one, other = (ratio, 1.0) if moves.overnight[rows[0]] < 0 else (1.0, ratio)
        told = f"{counted(len(rows), 'step looks', 'steps look')} like a split that was not adjusted for"
        text = f"{told}, the first like {_split_words(one, other)}"
        yield Finding.of(Kind.SPLIT_LIKE, Severity.WARNING, when=moves.columns.times[rows], text=text)


def _split_words(new: float, old: float) -> str:
    """
    Return a split in whole shares.

    >>> _split_words(1.5, 1.0), _split_words(1.0, 10.0)
    ('3 new shares for 2', '1 new share for 10')
    """
    scale = next(scale for scale in (1, 2, 3, 4) if abs(scale * max(new, old) - round(scale * max(new, old))) < 1e-9)
    shares = round(scale * new)
    return f"{shares} new share{'' if shares == 1 else 's'} for {round(scale * old)}"


def _spikes(moves: Moves) -> Mask:
    """Return the bars whose close, high or low lies far off and that the next bar, or the close, takes back."""
    columns, steps = moves.columns, moves.steps
    far = moves.beyond(sigmas=SPIKE_SIGMAS, size=SPIKE_SIZE)
    found = np.zeros(len(steps), dtype=np.bool_)
    there, back = steps[1:-1], steps[2:]
    found[1:-1] = (np.abs(there) > far) & (np.abs(there + back) < (1 - SPIKE_RETURNS) * np.abs(there))
    factor = np.exp(far)
    above = columns.high > factor * np.maximum(columns.open, columns.close)
    below = factor * columns.low < np.minimum(columns.open, columns.close)
    spikes: Mask = found | above | below
    return spikes


def _spike_findings(columns: Columns, spikes: Mask) -> Iterator[Finding]:
    if spikes.any():
        words = "has a price far off that is taken back at once", "have a price far off that is taken back at once"
        text = counted(int(spikes.sum()), f"bar {words[0]}", f"bars {words[1]}")
        yield Finding.of(Kind.SPIKE, Severity.WARNING, when=columns.times[spikes], text=text)


def _stale(moves: Moves) -> Iterator[Finding]:
    still = moves.columns.close[1:] == moves.columns.close[:-1]
    if not still.any():
        return
    starts, lengths = _runs(still)
    long = lengths + 1 >= _longest_by_chance(float(still.mean()), len(still))
    if long.any():
        when = moves.columns.times[starts[long]]
        text = (
            f"{counted(len(when), 'run', 'runs')} of closes that do not change, up to {lengths.max() + 1:,} bars long"
        )
        yield Finding.of(Kind.STALE, Severity.WARNING, when=when, text=text)


def _runs(mask: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """
    Return where runs of true values begin, and how long they are.

    >>> [part.tolist() for part in _runs(np.array([True, True, False, True]))]
    [[0, 3], [2, 1]]
    """
    edges = np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return starts, ends - starts


def _longest_by_chance(share: float, bars: int) -> float:
    """
    Return how many equal closes in a row are too many, where this share of bars repeats the last close.

    >>> _longest_by_chance(0.01, 2_500), _longest_by_chance(0.3, 250_000)
    (5, 18)
    """
    if share >= 1:
        return STALE_LENGTH
    return max(STALE_LENGTH, math.ceil(math.log(STALE_CHANCE / bars) / math.log(share)) + 1)


def _gaps(columns: Columns) -> Iterator[Finding]:
    between = np.diff(columns.times)
    wide = between > GAP_DAYS * DAY
    if wide.any():
        wide &= between > GAP_INTERVALS * np.median(between)
    if wide.any():
        days = int(between.max() / DAY)
        text = f"{counted(int(wide.sum()), 'gap', 'gaps')} without a bar, the longest of {days:,} days"
        yield Finding.of(Kind.GAP, Severity.WARNING, when=columns.times[:-1][wide], text=text)


def _source_changes(columns: Columns, sources: Sequence[Stretch]) -> Iterator[Finding]:
    """Yield that bars come from more than one source, with the days on which another one takes over."""
    days = columns.times.astype("datetime64[D]")
    held = [one for one in sorted(sources, key=lambda one: one.first_date) if _has_bars(days, one)]
    changes = [later.first_date for one, later in pairwise(held) if one.source != later.source]
    if changes:
        names = dict.fromkeys(one.source for one in held)
        text = f"{counted(len(changes), 'change', 'changes')} of source within the range: {', '.join(names)}"
        when = np.array(changes, dtype="datetime64[us]")
        yield Finding.of(Kind.SOURCE_CHANGE, Severity.WARNING, when=when, text=text)


def _has_bars(days: Times, stretch: Stretch) -> bool:
    first, last = np.datetime64(stretch.first_date), np.datetime64(stretch.last_date)
    return bool(np.searchsorted(days, first, "left") < np.searchsorted(days, last, "right"))


def _without_volume(columns: Columns) -> Iterator[Finding]:
    empty = ~(columns.volume > 0)
    count, bars = int(empty.sum()), len(empty)
    if count == bars and bars:
        text = "No bar has a volume, as is usual for indices and currencies"
        yield Finding.of(Kind.NO_VOLUME, Severity.NOTE, when=columns.times, text=text)
    elif count:
        severity = Severity.WARNING if count > MANY_WITHOUT_VOLUME * bars else Severity.NOTE
        text = f"{counted(count, 'bar has', 'bars have')} no volume"
        yield Finding.of(Kind.ZERO_VOLUME, severity, when=columns.times[empty], text=text)


def _extremes(moves: Moves, told: Mask) -> Iterator[Finding]:
    rows = np.flatnonzero((np.abs(moves.steps) > moves.beyond(sigmas=EXTREME_SIGMAS, size=EXTREME_SIZE)) & ~told)
    if len(rows):
        largest = float(moves.steps[rows][np.abs(moves.steps[rows]).argmax()])
        text = f"{counted(len(rows), 'move', 'moves')} far beyond the usual, the largest {_share(largest):+.1%}"
        yield Finding.of(Kind.EXTREME, Severity.NOTE, when=moves.columns.times[rows], text=text)


def _share(step: float) -> float:
    """
    Return by what share a price moved whose logarithm moved by so much, infinity where no number is as large.

    >>> round(_share(math.log(1.25)), 9), _share(1_400.0)
    (0.25, inf)
    """
    try:
        return math.expm1(step)
    except OverflowError:
        return math.inf
