"""The lean loops: everything is computed, and each bar does only what it must."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import backtrader as bt
import numpy as np
from backtrader.linebuffer import LineActions
from backtrader.lineiterator import LineIterator
from backtrader.lineseries import LineSeriesStub
from numpy.typing import NDArray

from engine.simulation.lines import fill, view
from engine.simulation.listening import Listeners, cares_for_cash, watchers
from engine.simulation.timetable import Timetable

# Lines, and where they stand at each bar of the run.
Placed = tuple[tuple[Any, ...], NDArray[np.int64]]
Move = tuple[tuple[Any, ...], list[int]]
Bars = Iterator[tuple[int, int]]


def lines_of(thing: Any) -> list[Any]:
    """Return the lines of an indicator or feed, itself if it is one."""
    return [thing] if isinstance(thing, LineActions) else list(thing.lines)


class Places:
    """Tells where every line stands at every bar: an indicator where the feed or indicator it follows does."""

    def __init__(self, feeds: Iterable[Any], table: Timetable) -> None:
        self._known: dict[int, NDArray[np.int64]] = {}
        self._every_bar = np.arange(len(table.times))
        for feed, positions in zip(feeds, table.positions, strict=True):
            self._know(feed, positions)

    def _know(self, thing: Any, positions: NDArray[np.int64]) -> None:
        self._known |= {id(known): positions for known in (thing, *lines_of(thing))}

    def of_feeds(self, feeds: Iterable[Any]) -> list[Placed]:
        """Return the lines of the feeds and where they stand."""
        return [(tuple(feed.lines), self._known[id(feed)]) for feed in feeds]

    def of_strategy(self, strategy: Any) -> list[Placed]:
        """
        Return a strategy's own lines and its indicators', and where they stand.

        :raises KeyError: if an indicator follows something that does not move with the bars.
        """
        # Indicators move before their strategy: one that follows it is a bar behind.
        self._know(strategy, self._every_bar - 1)
        placed: list[Placed] = [(tuple(strategy.lines), self._every_bar)]
        for indicator in strategy._lineiterators[LineIterator.IndType]:
            clock = indicator._clock
            positions = self._known[id(clock.lines[0] if isinstance(clock, LineSeriesStub) else clock)]
            self._know(indicator, positions)
            placed.append((tuple(lines_of(indicator)), positions))
        return placed


def together(placed: Iterable[Placed]) -> list[Move]:
    """Return the moves of lines, those that always stand at the same bar joined."""
    joined: dict[bytes, tuple[dict[int, Any], list[int]]] = {}
    for lines, positions in placed:
        moving, _ = joined.setdefault(positions.tobytes(), ({}, positions.tolist()))
        moving.update({id(line): line for line in lines})
    return [(tuple(moving.values()), positions) for moving, positions in joined.values()]


def begin(strategy: Any, table: Timetable) -> list[Any]:
    """Give the lines of a strategy and of its observers room for every bar, and return these."""
    strategy.reset()
    nothing = np.full(len(table.times), np.nan)
    owners = [strategy, *strategy._lineiterators[LineIterator.ObsType]]
    for owner in owners:
        for line in owner.lines:
            fill(line, values=nothing)
    view(strategy.lines.datetime.array)[:] = table.times
    return owners


def settle(feeds: Iterable[Any], strategies: Sequence[Any], lacking: Sequence[list[int]]) -> None:
    """Leave everything as the stock loop does after its last bar."""
    for strategy, lacks in zip(strategies, lacking, strict=True):
        bars = len(strategy)
        strategy._minperstatus = lacks[max(bars - 1, 0)]
        for line in strategy.lines:
            # A run may have been stopped early.
            del line.array[bars:]
        for thing in (*feeds, strategy, *chain.from_iterable(strategy._lineiterators.values())):
            for line in lines_of(thing):
                line.lencount = line._idx + 1


def step_plainly(cerebro: Any, strategy: Any, moves: list[Move], bars: Bars) -> None:
    """Take a strategy without analyzers, observers and timers through the bars."""
    broker, kind = cerebro._broker, type(strategy)
    follows_cash = cares_for_cash(strategy)
    next_bar, before = strategy.next, strategy.prenext
    has_prenext = kind.prenext is not LineIterator.prenext
    # Calls and look-ups saved here are saved on every bar.
    pending, submitted, activating, notices, *others = broker.queues()
    more = others[0] if others else ()
    deliver_all = strategy._notify
    # Lines are of many classes: an item of their dictionaries is set twice as fast as their attribute.
    known = [([line.__dict__ for line in lines], positions) for lines, positions in moves]
    for bar, lack in bars:
        for places, positions in known:
            position = positions[bar]
            for place in places:
                place["_idx"] = position
        if pending or submitted or activating or notices or more or broker.is_busy:
            bt.Cerebro._brokernotify(cerebro)
        else:
            broker.is_stale = True
        if follows_cash:
            deliver_all()
        if strategy._orderspending:
            if not follows_cash:
                _deliver(strategy)
            strategy.clear()
        if lack < 0:
            next_bar()
        elif lack == 0:
            strategy.nextstart()
        elif has_prenext:
            before()
        if cerebro._event_stop:
            return


def _deliver(strategy: Any) -> None:
    for order in strategy._orderspending:
        if order.exectype != order.Historical or order.histnotify:
            strategy.notify_order(order)
    for trade in strategy._tradespending:
        strategy.notify_trade(trade)


class Turn:
    """What one strategy does on a bar, in the order of the stock loop."""

    def __init__(self, strategy: Any, moves: list[Move], lacking: list[int]) -> None:
        self.strategy = strategy
        self._lacking = lacking
        self._moves = moves
        self._listeners = Listeners(strategy)
        self._watchers = watchers(strategy)

    def take(self, bar: int) -> None:
        """Take the strategy through a bar."""
        strategy, lack = self.strategy, self._lacking[bar]
        for lines, positions in self._moves:
            position = positions[bar]
            for line in lines:
                line._idx = position
        has_news = bool(strategy._orderspending or strategy._tradespending)
        self._listeners.hear(has_news=has_news)
        strategy._minperstatus = lack
        if lack < 0:
            strategy.next()
        elif lack == 0:
            strategy.nextstart()
        else:
            strategy.prenext()
        self._listeners.analyze(lack)
        for watch in self._watchers:
            watch(bar, lack, has_news)
        if has_news:
            strategy.clear()


def step_fully(cerebro: Any, turns: list[Turn], feeds: list[Move], bars: Bars) -> None:
    """Take any strategies through the bars, with their analyzers and observers, timers and writers."""
    strategies = [turn.strategy for turn in turns]
    times = strategies[0].lines.datetime.array
    acts_early = bool(cerebro._timerscheat or cerebro.p.cheat_on_open)
    for bar, _ in bars:
        if acts_early:
            # Until the broker's turn, the account is worth what it was at the last close.
            cerebro._broker.get_value()
        for lines, positions in feeds:
            position = positions[bar]
            for line in lines:
                line._idx = position
        if cerebro._timerscheat:
            cerebro._check_timers(strategies, times[bar], cheat=True)
        if cerebro.p.cheat_on_open and _is_stopped(cerebro, (strategy._oncepost_open for strategy in strategies)):
            return
        _serve(cerebro)
        if cerebro._event_stop:
            return
        if cerebro._timers:
            cerebro._check_timers(strategies, times[bar], cheat=False)
        for turn in turns:
            turn.take(bar)
            if cerebro._event_stop:
                return
            cerebro._next_writers(strategies)


def _is_stopped(cerebro: Any, calls: Iterable[Callable[[], None]]) -> bool:
    for call in calls:
        call()
        if cerebro._event_stop:
            return True
    return False


def _serve(cerebro: Any) -> None:
    broker = cerebro._broker
    if any(broker.queues()) or broker.is_busy:
        bt.Cerebro._brokernotify(cerebro)
    else:
        broker.is_stale = True
