"""Why a run cannot take the lean loop."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import backtrader as bt
import numpy as np
from backtrader.feed import AbstractDataBase
from backtrader.lineiterator import LineIterator
from backtrader.lineseries import LineSeriesStub
from backtrader.strategy import SignalStrategy

from engine.simulation.feeds import ArrayFeed
from engine.simulation.lazy import LazyBroker
from engine.simulation.lines import view
from engine.simulation.listening import brings
from engine.simulation.stepping import lines_of
from engine.simulation.timetable import Origins

DIFFERENT_DATES: Final = "symbols with different dates"
BAR_BY_BAR: Final = "an indicator can only be computed bar by bar"

# What the lean loop does in place of the stock methods of these names.
STRATEGY_LOOP: Final = (
    *("_once", "_oncepost", "_oncepost_open", "_addnotification", "_getminperstatus", "clear"),
    *("_next_analyzers", "_next_observers", "forward", "reset"),
)
FEED_LOOP: Final = ("advance", "advance_peek", "_tick_fill", "_tick_nullify")


def of_settings(cerebro: Any) -> str:
    """Return which setting makes Backtrader go bar by bar, or that an indicator does."""
    settings = (
        (any(feed.replaying for feed in cerebro.datas), "replayed prices"),
        (any(feed.resampling for feed in cerebro.datas), "resampled prices"),
        (cerebro._dolive or cerebro.p.live, "live prices"),
        (bool(cerebro._exactbars), "memory is saved (exactbars)"),
        (not cerebro.p.preload, "preload is off"),
        (not cerebro.p.runonce, "runonce is off"),
        (cerebro.p.oldsync, "the old way to move several feeds (oldsync)"),
    )
    return _first_of(settings) or BAR_BY_BAR


def of_run(cerebro: Any, strategies: Sequence[Any]) -> str:
    """Return why these strategies cannot take the lean loop, or an empty text."""
    first = _first_of(
        (
            (not cerebro.allows_lean, "switched off"),
            (not isinstance(cerebro._broker, LazyBroker), "a broker of its own"),
            (bool(cerebro.p.lookahead), "lookahead"),
            (any(map(_moves_by_itself, cerebro.datas)), "a feed of its own kind"),
        )
    )
    return first or _of_prices(cerebro.datas) or next(filter(None, map(_of_strategy, strategies)), "")


def _first_of(reasons: Iterable[tuple[bool, str]]) -> str:
    return next((reason for is_met, reason in reasons if is_met), "")


def _moves_by_itself(feed: Any) -> bool:
    return not isinstance(feed, ArrayFeed) and brings(feed, AbstractDataBase, FEED_LOOP)


def _of_prices(feeds: Sequence[Any]) -> str:
    columns = [view(feed.lines.datetime.array) for feed in feeds]
    if not all(map(len, columns)):
        return "a feed without prices"
    if len(columns) > 1 and not all((np.diff(column) > 0).all() for column in columns):
        return "prices out of order"
    return ""


def _of_strategy(strategy: Any) -> str:
    def reasons() -> Iterator[tuple[bool, str]]:
        yield brings(strategy, bt.Strategy, STRATEGY_LOOP), "a bar loop of its own"
        yield not _notifies_as_known(strategy), "a bar loop of its own"
        yield not moves_with_prices(strategy), "an indicator that does not follow a price"
        yield any(map(_is_short, strategy.datas, strategy._minperiods)), "fewer bars than the warm-up"

    return _first_of(reasons())


def _notifies_as_known(strategy: Any) -> bool:
    return type(strategy)._notify in (bt.Strategy._notify, SignalStrategy._notify)


def _is_short(feed: Any, needed: int) -> bool:
    return feed.buflen() < needed


def moves_with_prices(strategy: Any) -> bool:
    """Return whether every indicator moves with a feed (one made of another's inner line does not)."""
    known = {id(thing) for feed in strategy.datas for thing in (feed, *feed.lines)}
    known |= {id(strategy)} | {id(line) for line in strategy.lines}
    for indicator in strategy._lineiterators[LineIterator.IndType]:
        clock = indicator._clock
        if id(clock.lines[0] if isinstance(clock, LineSeriesStub) else clock) not in known:
            return False
        known |= {id(thing) for thing in (indicator, *lines_of(indicator))}
    return True


def share_dates(feeds: Sequence[Any]) -> bool:
    """Return whether every feed has its bars at the same times."""
    first, *others = [view(feed.lines.datetime.array) for feed in feeds]
    return all(np.array_equal(first, other) for other in others)


def meet_on_different_dates(feeds: Sequence[Any], strategies: Iterable[Any]) -> bool:
    """Return whether columns of feeds with different dates would be combined."""
    return not share_dates(feeds) and not all(Origins(strategy).can_be_columns(strategy) for strategy in strategies)
