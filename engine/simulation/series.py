"""The indicator lines a strategy made, for the chart."""

from typing import Any, Final

import numpy as np
from backtrader.lineiterator import LineIterator

from engine.bars import Bars
from engine.events import Series
from engine.simulation.lines import view

MAX_SERIES: Final = 12
# About 8 MB of JSON: long minute series get fewer lines rather than too large a log.
MAX_VALUES: Final = 400_000
MARKERS: Final = ("CrossOver", "CrossUp", "CrossDown")


def collect_series(strategy: Any) -> list[Series]:
    """Return the lines of the strategy's indicators, those drawn over the price first."""
    indicators = [indicator for indicator in strategy._lineiterators[LineIterator.IndType] if _is_drawn(indicator)]
    collected: list[Series] = []
    for indicator in sorted(indicators, key=_rank):
        for position, line in enumerate(indicator.lines):
            feed = _feed_of(indicator, strategy)
            bars = strategy.datas[feed].bars
            if len(collected) == MAX_SERIES or (len(collected) + 1) * len(bars) > MAX_VALUES:
                return collected
            values = _values(line, bars=bars, known=len(strategy.datas[feed]))
            if any(value is not None for value in values):
                name, overlay = _name(indicator, position), not indicator.plotinfo.subplot
                collected.append(Series(name=name, feed=feed, overlay=overlay, values=values))
    return collected


def _is_drawn(indicator: Any) -> bool:
    return hasattr(indicator.lines, "getlinealiases") and bool(indicator.plotinfo.plot)


def _rank(indicator: Any) -> int:
    if type(indicator).__name__ in MARKERS:
        return 2
    return 1 if indicator.plotinfo.subplot else 0


def _feed_of(indicator: Any, strategy: Any) -> int:
    feeds = {id(feed): number for number, feed in enumerate(strategy.datas)}
    for number, feed in enumerate(strategy.datas):
        feeds |= {id(line): number for line in feed.lines}
    thing: Any = indicator
    for _ in range(20):
        if id(thing) in feeds:
            return feeds[id(thing)]
        inner = thing.lines[0] if type(thing).__name__ == "LineSeriesStub" else None
        thing = inner if inner is not None and inner is not thing else getattr(thing, "_clock", None)
        if thing is None:
            break
    return 0


def _values(line: Any, *, bars: Bars, known: int) -> list[float | None]:
    raw = view(line.array)[bars.warmup : min(known, len(bars))]
    values: list[float | None] = raw.tolist()
    for position in np.flatnonzero(~np.isfinite(raw)).tolist():
        values[position] = None
    return values + [None] * (len(bars) - bars.warmup - len(values))


def _name(indicator: Any, position: int) -> str:
    """Return a short name such as “SMA 10” or “MACD 12 26 9 signal”."""
    kind = type(indicator)
    acronyms = [alias for alias in getattr(kind, "alias", ()) if isinstance(alias, str) and alias.isupper()]
    words = [acronyms[0] if acronyms else kind.__name__, *_settings(indicator.p)]
    if indicator.lines.size() > 1:
        words.append(indicator.lines._getlinealias(position))
    return str(indicator.plotinfo.plotname or " ".join(words))[:60]


def _settings(params: Any) -> list[str]:
    # The lengths always, the bands and switches of an indicator only if they were changed.
    return [
        f"{value:g}"
        for name, value in getattr(params, "_getkwargs", dict)().items()
        if type(value) in (int, float) and ("period" in name or "devfactor" in name or not params.isdefault(name))
    ]
