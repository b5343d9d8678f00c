"""At which bars to cut: where knowing the future would have paid most, and spread over all decisions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest
from typing import Final

import numpy as np

from engine.bars import Bars, Floats, Times, timeline
from engine.events import EndReason, OrderLog, Side

# How many bars after a fill its gain is looked at: a leak may know the next bar only, or a week.
HORIZONS: Final = (0, 4)
_SIGN: Final[dict[Side, float]] = {"buy": 1.0, "sell": -1.0}


def choose_cuts(feeds: Sequence[Bars], log: OrderLog, *, count: int) -> list[int]:
    """
    Return up to `count` bars of a run to end its data at, in order of time.

    Of six, two are the bars whose decisions gained most by what came next, two are spread over all bars with a
    decision, one stands before a fall at which nothing was held, and one is spread over all bars. All lie where the
    strategy could act and something is left to be cut off.
    """
    clock = timeline(feeds)
    bars = range(first_comparable(feeds, clock, warmup_bars=log.warmup_bars), len(clock) - 1)
    if not bars:
        return []
    closes = _closes(feeds, clock)
    decisions = sorted(bar for bar in _decided_on(log) if bar in bars)
    gains = _within(bars, _by_gain(log, closes))
    spread = spread_over(decisions)
    falls = _within(bars, _by_fall(log, closes, decided=frozenset(decisions)))
    even = spread_over(bars)
    turns = chain.from_iterable(zip_longest(gains, spread, gains, spread, falls, even))
    return sorted(islice(dict.fromkeys(bar for bar in turns if bar is not None), count))


def first_comparable(feeds: Sequence[Bars], clock: Times, *, warmup_bars: int) -> int:
    """Return the first bar of a run's clock by which every symbol has the bars that the indicators need."""
    known = [bars.times[min(warmup_bars, len(bars) - 1)] for bars in feeds if len(bars)]
    return int(np.searchsorted(clock, max(known))) if known else len(clock)


def spread_over(bars: Sequence[int]) -> Iterator[int]:
    """
    Yield the first, the last, the middle one, and so on: any number of them from the front lies far apart.

    >>> list(spread_over(range(10, 15)))
    [10, 14, 12, 11, 13]
    """
    seen: set[int] = set()
    step = len(bars) - 1
    while step >= 0 and len(seen) < len(bars):
        for bar in [bars[0], bars[-1]] if not seen else bars[step::step]:
            if bar not in seen:
                seen.add(bar)
                yield bar
        step = max(step // 2, 1)


def _within(bars: range, found: Iterable[int]) -> Iterator[int]:
    return (bar for bar in found if bar in bars)


def _decided_on(log: OrderLog) -> set[int]:
    cancelled = {end.bar for end in log.ended if end.reason is EndReason.CANCELLED}
    return cancelled | {order.bar for order in log.placed}


def _closes(feeds: Sequence[Bars], clock: Times) -> list[Floats]:
    """Return the last known close of each symbol at each instant; before its first bar, that bar's."""
    places = [np.searchsorted(bars.times, clock, "right") - 1 for bars in feeds]
    return [
        bars.close[np.maximum(place, 0)] if len(bars) else np.zeros(len(clock))
        for bars, place in zip(feeds, places, strict=True)
    ]


def _by_gain(log: OrderLog, closes: list[Floats]) -> Iterator[int]:
    """Yield the bars with a decision, those that gained the most money first: of each horizon in turn."""
    ranked = [_ranked(_gains(log, closes, horizon)) for horizon in HORIZONS]
    return (bar for bar in chain.from_iterable(zip_longest(*ranked)) if bar is not None)


def _gains(log: OrderLog, closes: list[Floats], horizon: int) -> dict[int, float]:
    gains: defaultdict[int, float] = defaultdict(float)
    placed = {order.order: order for order in log.placed}
    for fill in log.fills:
        if order := placed.get(fill.order):
            later = _later(closes[order.feed], fill.bar + horizon)
            gains[order.bar] += _SIGN[order.side] * fill.size * (later - fill.price)
    for end in log.ended:
        order = placed.get(end.order)
        if order and end.reason is EndReason.CANCELLED:
            # What a cancelled order would have lost.
            moved = _later(closes[order.feed], end.bar + 1 + horizon) - closes[order.feed][end.bar]
            gains[end.bar] -= _SIGN[order.side] * order.size * float(moved)
    return gains


def _later(closes: Floats, bar: int) -> float:
    return float(closes[min(bar, len(closes) - 1)])


def _ranked(worth: dict[int, float]) -> list[int]:
    return sorted((bar for bar, gained in worth.items() if gained > 0), key=lambda bar: (-worth[bar], bar))


def _by_fall(log: OrderLog, closes: list[Floats], *, decided: frozenset[int]) -> list[int]:
    """Return the bars at which nothing was decided or held and a price fell next, the deepest fall first."""
    placed = {order.order: order for order in log.placed}
    held = [np.zeros(len(column)) for column in closes]
    for fill in log.fills:
        if order := placed.get(fill.order):
            held[order.feed][fill.bar] += _SIGN[order.side] * fill.size
    falls: dict[int, float] = {}
    for column, changes in zip(closes, held, strict=True):
        is_flat = np.abs(np.cumsum(changes)) < 1e-9 * max(1.0, float(np.abs(changes).max(initial=0.0)))
        moves = 1 - column[1:] / np.maximum(column[:-1], 1e-12)
        for bar in np.flatnonzero(is_flat[:-1] & (moves > 0)).tolist():
            falls[bar] = max(falls.get(bar, 0.0), float(moves[bar]))
    return _ranked({bar: fall for bar, fall in falls.items() if bar not in decided})
