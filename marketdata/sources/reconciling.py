"""The same window of prices from two sources, side by side: where they differ, and what kind of difference it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from engine.bars import Bars, Floats, Times
from marketdata.sources import adjusting
from marketdata.sources.adjusting import Adjustment, Piece
from marketdata.sources.base import Action, Basis
from marketdata.sources.findings import Columns
from marketdata.sources.suspicions import SPLITS

# A tenth of a percent: sources round to cents, and close at the auction or at the last trade.
CLOSE_TOLERANCE: Final = 0.001
# Sources count volume differently (auctions, late reports); a hundredth apart is the same day's trade.
VOLUME_TOLERANCE: Final = 0.01
# A level is the median of this many days, so that one bad bar makes none.
LEVEL_DAYS: Final = 5
# A usual split is met this closely: both sources have the same prices, only divided.
SPLIT_TOLERANCE: Final = 0.02
# The largest dividends ever paid at once by large companies are near a tenth of the price.
LARGEST_DIVIDEND: Final = 0.15
SHOWN: Final = 10
# A dividend is told to a tenth of a cent by one source and to a cent by another.
ACTION_TOLERANCE: Final = 0.01


class Cause(StrEnum):
    """What a lasting difference looks like."""

    SPLIT = "split"
    DIVIDEND = "dividend"
    LEVEL = "level"


@dataclass(frozen=True, kw_only=True)
class Day:
    """
    Two sources' bars of one time.

    `difference` is how much higher the first one's close is than where it usually stands to the second's, as a
    fraction: what lasts is told as a step or as the level.
    """

    time: np.datetime64
    first_close: float
    second_close: float
    difference: float
    first_volume: float
    second_volume: float


@dataclass(frozen=True, kw_only=True)
class Step:
    """
    From `time` on the first source's closes stand otherwise to the second's than before.

    `ratio` is what their quotient was multiplied by: 2.0 where the second alone divided by two shares for one.
    """

    time: np.datetime64
    ratio: float
    cause: Cause


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """
    How two sources agree.

    `level` is the median quotient of their closes, the first over the second: 1 where they are in the same terms.
    `close_differences` and `volume_differences` are how much higher the first is at each of `times`, as fractions; a
    volume is NaN where one has none. Shares are None where there is nothing to compare.
    """

    times: Times
    close_differences: Floats
    volume_differences: Floats
    only_first: Times
    only_second: Times
    equal_closes: float | None
    equal_volumes: float | None
    level: float | None
    volume_level: float | None
    steps: tuple[Step, ...]
    largest: tuple[Day, ...]

    @property
    def shared(self) -> int:
        """Return how many bars both have."""
        return len(self.times)


@dataclass(frozen=True, kw_only=True)
class ActionPair:
    """A split or dividend of one day: what each source says its value is, None where it says nothing."""

    date: date
    kind: Literal["split", "dividend"]
    first: float | None
    second: float | None

    @property
    def are_equal(self) -> bool:
        """Return whether both tell of it, and the same."""
        if self.first is None or self.second is None:
            return False
        return abs(self.first - self.second) <= ACTION_TOLERANCE * max(self.first, self.second)


@np.errstate(all="ignore")
def reconcile(first: Columns, second: Columns) -> Reconciliation:
    """Return where two sources of the same bars agree and where not; both without errors, oldest bar first."""
    shared, of_first, of_second = np.intersect1d(first.times, second.times, assume_unique=True, return_indices=True)
    closes = first.close[of_first], second.close[of_second]
    volumes = first.volume[of_first], second.volume[of_second]
    # In logarithms, since the quotient of two prices may be infinite.
    quotients = np.log(closes[0]) - np.log(closes[1])
    changes = _changes(quotients)
    is_traded = (volumes[0] > 0) & (volumes[1] > 0)
    by_day = np.where(is_traded, np.log(volumes[0]) - np.log(volumes[1]), np.nan)
    volume_quotients = by_day[is_traded]
    return Reconciliation(
        times=shared,
        close_differences=np.expm1(quotients),
        volume_differences=np.expm1(by_day),
        only_first=np.setdiff1d(first.times, shared, assume_unique=True),
        only_second=np.setdiff1d(second.times, shared, assume_unique=True),
        equal_closes=_share_within(quotients, CLOSE_TOLERANCE),
        equal_volumes=_share_within(volume_quotients, VOLUME_TOLERANCE),
        level=_level(quotients),
        volume_level=_level(volume_quotients),
        steps=tuple(
            Step(time=shared[row], ratio=float(np.exp(change)), cause=_cause(change)) for row, change in changes
        ),
        largest=_largest(shared, _beyond(quotients, [row for row, _ in changes]), closes, volumes),
    )


def pairs_of(first: Iterable[Action], second: Iterable[Action]) -> tuple[ActionPair, ...]:
    """
    Return the splits and dividends either source tells of, day by day, oldest first.

    >>> told = Action(date=date(2020, 8, 31), kind="split", value=4.0)
    >>> pairs_of([told], [])
    (ActionPair(date=datetime.date(2020, 8, 31), kind='split', first=4.0, second=None),)
    """
    values = [{(one.date, one.kind): one.value for one in adjusting.by_day(told)} for told in (first, second)]
    return tuple(
        ActionPair(date=key[0], kind=key[1], first=values[0].get(key), second=values[1].get(key))
        for key in sorted({*values[0], *values[1]}, key=lambda key: (key[0], key[1] == "dividend"))
    )


def in_terms(bars: Bars, *, basis: Basis, actions: Iterable[Action], as_of: date, adjustment: Adjustment) -> Bars:
    """Return bars as a source gave them on a day in the terms asked for, by the splits and dividends it tells of."""
    known = adjusting.by_day(actions)
    first, last = bars.dates[0].item(), bars.dates[-1].item()
    piece = Piece(first_date=first, last_date=last, source=bars.source, basis=basis, as_of=as_of)
    closes = adjusting.in_todays_shares(bars.times, bars.close, interval=bars.interval, actions=known, pieces=[piece])
    found = adjusting.effects(known, days=adjusting.last_days(bars.times, bars.interval), closes=closes)
    return adjusting.read(bars, found=found, pieces=[piece], adjustment=adjustment)


def _share_within(quotients: Floats, tolerance: float) -> float | None:
    return float((np.abs(np.expm1(quotients)) <= tolerance).mean()) if len(quotients) else None


def _level(quotients: Floats) -> float | None:
    return float(np.exp(np.median(quotients))) if len(quotients) else None


def _changes(quotients: Floats) -> list[tuple[int, float]]:
    """Return the rows from which on the level of the quotients is another for good, and by how much, oldest first."""
    if len(quotients) < 2 * LEVEL_DAYS:
        return []
    levels = np.median(np.lib.stride_tricks.sliding_window_view(quotients, LEVEL_DAYS), axis=1)
    # Of the bar at row i: the days from it on, less the days before it.
    changes = levels[LEVEL_DAYS:] - levels[:-LEVEL_DAYS]
    moves = np.diff(quotients)[LEVEL_DAYS - 1 : len(quotients) - LEVEL_DAYS]
    # The level changes around a step for days, but the quotient itself on one: there the two are the same.
    lasting = (np.abs(moves) > CLOSE_TOLERANCE) & (np.abs(changes - moves) <= CLOSE_TOLERANCE + np.abs(moves) / 4)
    return [(row + LEVEL_DAYS, float(changes[row])) for row in np.flatnonzero(lasting).tolist()]


def _beyond(quotients: Floats, rows: list[int]) -> Floats:
    """Return how far each quotient is from the level between two lasting changes, so that a split hides no bad bar."""
    parts = [part - np.median(part) for part in np.split(quotients, rows) if len(part)]
    return np.concatenate(parts) if parts else quotients


def _cause(change: float) -> Cause:
    """
    Return what a lasting change of the quotient looks like, from its logarithm.

    >>> _cause(float(np.log(0.5))), _cause(float(np.log(0.99))), _cause(float(np.log(0.6)))
    (<Cause.SPLIT: 'split'>, <Cause.DIVIDEND: 'dividend'>, <Cause.LEVEL: 'level'>)
    """
    if min(abs(abs(change) - np.log(ratio)) for ratio in SPLITS) <= SPLIT_TOLERANCE:
        return Cause.SPLIT
    return Cause.DIVIDEND if abs(np.expm1(-abs(change))) <= LARGEST_DIVIDEND else Cause.LEVEL


def _largest(
    times: Times, beyond: Floats, closes: tuple[Floats, Floats], volumes: tuple[Floats, Floats]
) -> tuple[Day, ...]:
    rows: NDArray[Any] = np.argsort(-np.abs(beyond), kind="stable")[:SHOWN]
    return tuple(
        Day(
            time=times[row],
            first_close=float(closes[0][row]),
            second_close=float(closes[1][row]),
            difference=float(np.expm1(beyond[row])),
            first_volume=float(volumes[0][row]),
            second_volume=float(volumes[1][row]),
        )
        for row in rows.tolist()
        if abs(np.expm1(beyond[row])) > CLOSE_TOLERANCE
    )
