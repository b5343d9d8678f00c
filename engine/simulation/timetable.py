"""When the feeds of a run have their bars, and which feed an indicator is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from backtrader.linebuffer import LineActions
from backtrader.lineiterator import LineIterator, MultiCoupler, SingleCoupler
from backtrader.lineseries import LineSeriesStub
from numpy.typing import NDArray

from engine.bars import Floats

OWN_LOOPS = ("next", "once", "nextstart", "oncestart", "prenext", "preonce")
# Whose loops read nothing but what the indicator was made of.
KNOWN_HOMES = ("backtrader", "statis_indicators")


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """
    The times of all feeds together; `positions` has a row a feed: the last bar it had at each of them.

    A feed that has not begun stands at -1, one that has ended stays on its last bar.
    """

    times: Floats
    positions: NDArray[np.int64]

    @classmethod
    def of(cls, columns: Sequence[Floats]) -> Self:
        """
        Return the timetable of feeds with these times; where there are several, each must rise.

        >>> Timetable.of([np.array([1.0, 2.0, 4.0]), np.array([2.0, 3.0])]).positions.tolist()
        [[0, 1, 1, 2], [-1, 0, 1, 1]]
        """
        if len(columns) == 1:
            return cls(times=columns[0].copy(), positions=np.arange(len(columns[0]))[None, :])
        times = np.unique(np.concatenate(columns))
        positions = [np.searchsorted(column, times, side="right") - 1 for column in columns]
        return cls(times=times, positions=np.array(positions))

    def warmup(self, needed: Sequence[int]) -> list[int]:
        """
        Return how many bars the slowest feed lacks at each time; 0 on every bar that completes the warm-up.

        >>> Timetable.of([np.array([1.0, 2.0, 3.0]), np.array([2.0])]).warmup([1, 1])
        [1, 0, 0]
        """
        lacking: list[int] = (np.array(needed)[:, None] - self.positions - 1).max(axis=0).tolist()
        return lacking


class Origins:
    """Tells from which feeds an indicator takes its values; of what cannot be told, from every one."""

    def __init__(self, strategy: Any) -> None:
        self._feeds = frozenset(range(len(strategy.datas)))
        self._known: dict[int, frozenset[int]] = {}
        self._owners: dict[int, Any] = {}
        for number, feed in enumerate(strategy.datas):
            self._known |= {id(thing): frozenset({number}) for thing in (feed, *feed.lines)}
        self._register(strategy)

    def _register(self, owner: Any) -> None:
        for indicator in _below(owner):
            lines = () if isinstance(indicator, LineActions) else indicator.lines
            self._owners |= {id(thing): indicator for thing in (indicator, *lines)}
            self._register(indicator)

    def of(self, thing: Any) -> frozenset[int]:
        """Return the numbers of the feeds behind an indicator or a line."""
        thing = thing.lines[0] if isinstance(thing, LineSeriesStub) else thing
        if id(thing) not in self._known:
            owner = self._owners.get(id(thing))
            # Known before it is looked into: what leads back to itself must end.
            self._known[id(thing)] = self._feeds
            self._known[id(thing)] = self._feeds if owner is None else self._of_indicator(owner, asked=thing)
        return self._known[id(thing)]

    def _of_indicator(self, indicator: Any, *, asked: Any) -> frozenset[int]:
        if asked is not indicator:
            return self.of(indicator)
        inputs = indicator._datas if isinstance(indicator, LineActions) else indicator.datas
        return frozenset().union(*map(self.of, (indicator._clock, *inputs, *_below(indicator))))

    def can_be_columns(self, owner: Any) -> bool:
        """Return whether all below a strategy may be computed feed by feed although their dates differ."""
        return all(
            len(self.of(indicator)) == 1 and _is_known(indicator) and self.can_be_columns(indicator)
            for indicator in _below(owner)
        )


def _below(owner: Any) -> list[Any]:
    return list(getattr(owner, "_lineiterators", {}).get(LineIterator.IndType, ()))


def _is_known(indicator: Any) -> bool:
    """Return whether the loop is Backtrader's or the catalogue's: another's may read any feed it can reach."""
    loops = (getattr(type(indicator), name, None) for name in OWN_LOOPS)
    return not isinstance(indicator, SingleCoupler | MultiCoupler) and all(
        getattr(loop, "__module__", "backtrader").startswith(KNOWN_HOMES) for loop in loops
    )
