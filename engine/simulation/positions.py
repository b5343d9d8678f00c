"""A strategy's `self.position` without the four calls behind it: most strategies read it on every bar."""

from operator import attrgetter
from typing import Any, Final

import backtrader as bt


class _LookedUp:
    """The position of a strategy nobody has put it into, looked up as Backtrader does."""

    def __get__(self, strategy: Any, kind: Any = None) -> Any:
        return strategy.getposition()


# Not settable, as Backtrader's own property.
_QUICK: Final = property(attrgetter("_held"))
_QUICK.__set_name__(bt.Strategy, "position")  # type: ignore[attr-defined]


def quicken_position(strategy: Any, broker: Any) -> None:
    """
    Let a strategy on one feed find its position at once.

    The broker keeps one object for the position of a feed, and changes it. With several feeds it forgets positions
    of those that have not begun, so there the long way stays.
    """
    kind = type(strategy)
    if len(strategy.datas) > 1 or kind.position not in (bt.Strategy.position, _QUICK):
        return
    kind._held, kind.position = _LookedUp(), _QUICK
    vars(strategy)["_held"] = broker.positions[strategy.datas[0]]
