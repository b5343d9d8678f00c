"""Who must be called on a bar: of analyzers and observers, only those with something to do."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain
from typing import Any, Final

import backtrader as bt
from backtrader.lineiterator import LineIterator

Watch = Callable[[int, int, bool], None]

CASH_CALLS: Final = ("notify_cashvalue", "notify_fund")
BAR_CALLS: Final = ("next", "nextstart", "prenext", "_next", "_nextstart", "_prenext")
# They look at orders and trades just notified, and leave their lines alone on other bars.
EVENT_OBSERVERS: Final = (bt.observers.BuySell, bt.observers.Trades, bt.observers.DataTrades)


def brings(thing: Any, base: type, names: Iterable[str]) -> bool:
    """Return whether an object has a method of its own where its base class has one of these names."""
    return any(getattr(type(thing), name) is not getattr(base, name) or name in vars(thing) for name in names)


def cares_for_cash(strategy: Any) -> bool:
    """Return whether a strategy wants to be told cash and value on every bar."""
    return brings(strategy, bt.Strategy, CASH_CALLS)


def _is_active(analyzer: Any, names: tuple[str, ...]) -> bool:
    return brings(analyzer, bt.Analyzer, names) or any(_is_active(child, names) for child in analyzer._children)


class Listeners:
    """A strategy and its analyzers, told what they listen to."""

    def __init__(self, strategy: Any) -> None:
        self._strategy = strategy
        self._on_bar = [analyzer for analyzer in strategy.analyzers if _is_active(analyzer, BAR_CALLS)]
        self._on_cash: list[Any] = []
        self._on_fund: list[Any] = []
        # The stock loop tells each of its cash and its fund before the next of anything.
        self._on_value: list[tuple[bool, Callable[..., None]]] = [
            (name == "notify_fund", getattr(strategy, name))
            for name in CASH_CALLS
            if brings(strategy, bt.Strategy, (name,))
        ]
        for analyzer in chain(strategy.analyzers, strategy._slave_analyzers):
            for name in CASH_CALLS:
                if _is_active(analyzer, (name, f"_{name}")):
                    self._on_value.append((name == "notify_fund", getattr(analyzer, f"_{name}")))

    def hear(self, *, has_news: bool) -> None:
        """Tell of orders and trades, and of cash and value."""
        if has_news:
            self._strategy._notify()
        elif self._on_value:
            broker = self._strategy.broker
            cash, value = broker.getcash(), broker.getvalue()
            fund = (broker.fundvalue, broker.fundshares)
            for is_fund, tell in self._on_value:
                tell(cash, value, *fund) if is_fund else tell(cash, value)

    def analyze(self, lack: int) -> None:
        """Let the analyzers see the bar."""
        for analyzer in self._on_bar:
            _step(analyzer, lack)


def _step(analyzer: Any, lack: int) -> None:
    if lack < 0:
        analyzer._next()
    elif lack == 0:
        analyzer._nextstart()
    else:
        analyzer._prenext()


def watchers(strategy: Any) -> list[Watch]:
    """Return what moves each observer of a strategy."""
    return [
        partial(_watch_events if type(observer) in EVENT_OBSERVERS else _watch, observer, tuple(observer.lines))
        for observer in strategy._lineiterators[LineIterator.ObsType]
    ]


def _watch_events(observer: Any, lines: tuple[Any, ...], bar: int, lack: int, has_news: bool) -> None:
    for line in lines:
        line._idx = bar
    if has_news:
        observer.next()


def _watch(observer: Any, lines: tuple[Any, ...], bar: int, lack: int, has_news: bool) -> None:
    for analyzer in observer._analyzers:
        _step(analyzer, lack)
    for line in lines:
        line._idx = bar
    if lack < 0:
        observer.next()
    elif lack == 0:
        observer.nextstart()
    else:
        observer.prenext()
