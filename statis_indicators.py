"""
Every indicator of the catalogue as one of Backtrader's, for strategies: `from statis_indicators import SuperTrend`.

A class goes by its indicator's name, and answers to its title and other names too. Its values are those of the
catalogue: the same function computes them over all bars at once, or over the bars so far where a run goes bar by bar.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import backtrader as bt
import numpy as np

from indicators.library import registry
from indicators.library.entry import BadParameter, Entry, Floats
from indicators.library.registry import Columns

# Backtrader counts days from the year 1, NumPy from 1970.
EPOCH: Final = 719_163


class Repaints(ValueError):
    """The indicator changes values it has already given: no strategy could have known what it shows in the end."""


class MissingPrices(ValueError):
    """The indicator was not given the prices it is made of; the text says which."""


class CatalogueIndicator(bt.Indicator):
    """What all of them share: where their prices come from, how many bars they need, and when they are computed."""

    entry: Entry

    def __init__(self, *positional: Any, as_known: bool = False, **unknown: Any) -> None:
        entry = self.entry
        if positional:
            raise BadParameter(f"{entry.name} takes its settings by name: {_usage(entry)}.")
        # A class of the user's own that builds on this one may have parameters of its own.
        given = {parameter.name: getattr(self.p, parameter.name) for parameter in entry.parameters}
        self._settings = entry.settings({**given, **unknown})
        if entry.repaints and not as_known:
            raise Repaints(
                f"{entry.name} repaints: it changes values it has already given, so a backtest would trade on what "
                "nobody knew. as_known=True gives each bar the value it had on that day."
            )
        self._inputs = _inputs(entry, self.datas)
        self._times = [line for data in self.datas if (line := _line(data, "datetime")) is not None]
        if entry.needs_dates and not self._times:
            raise MissingPrices(f"{entry.name} needs the dates of the bars. Give it a feed: {_usage(entry)}.")
        self.addminperiod(registry.warm_up(entry, self._settings) + 1)

    def oncestart(self, start: int, end: int) -> None:
        """Leave the first value to `once`, which computes them all."""

    def once(self, start: int, end: int) -> None:
        """Compute the values of all bars: none of them depends on a later bar, unless it repaints."""
        columns = self._columns(lambda line: np.array(line.array))
        values = self._values_as_known(columns) if self.entry.repaints else self._values(columns)
        for line, column in zip(self.lines, values, strict=True):
            np.frombuffer(line.array)[: len(column)] = column

    def next(self) -> None:
        """Compute the value of this bar from the bars so far."""
        values = self._values(self._columns(lambda line: np.array(line.get(size=len(line)))))
        for line, column in zip(self.lines, values, strict=True):
            line[0] = column[-1]

    prenext = next

    def _columns(self, read: Callable[[Any], Floats]) -> Columns:
        inputs, times = list(map(read, self._inputs)), list(map(read, self._times))
        is_together = len({len(column) for column in (*inputs, *times)}) == 1
        if not is_together or any(not np.array_equal(times[0], other) for other in times[1:]):
            raise MissingPrices(
                f"{self.entry.name} goes through its series bar by bar, and they do not have the same bars. "
                "Choose symbols with the same dates."
            )
        columns: dict[str, Any] = dict(zip(self.entry.columns, inputs, strict=True))
        if self.entry.needs_dates:
            columns["dates"] = (np.floor(times[0]).astype(np.int64) - EPOCH).astype("datetime64[D]")
        return columns

    def _values(self, columns: Columns) -> list[Floats]:
        return list(registry.evaluate(self.entry, columns, self._settings).outputs.values())

    def _values_as_known(self, columns: Columns) -> list[Floats]:
        """Return what each bar showed when it was the last one."""
        bars = len(next(iter(columns.values())))
        shown = [
            [values[-1] for values in self._values({name: column[:end] for name, column in columns.items()})]
            for end in range(1, bars + 1)
        ]
        return list(np.array(shown).reshape(bars, len(self.entry.outputs)).T)


def _usage(entry: Entry) -> str:
    settings = "".join(f", {one.name}={one.default!r}" for one in entry.parameters)
    return f"{entry.name}(self.data{settings})"


def _inputs(entry: Entry, datas: Sequence[Any]) -> list[Any]:
    """
    Return the line of each input: of one feed that has them all, or one line or feed for each.

    :raises MissingPrices: if there are too few, or a feed lacks one.
    """
    names = list(zip(entry.inputs, entry.columns, strict=True))
    if len(datas) == len(names):
        # Where any series will do, a feed stands for its close, and whatever has no such price for its first line.
        wanted = ["close" if name.startswith("real") else column for name, column in names]
        found = [_line(data, column) for data, column in zip(datas, wanted, strict=True)]
        return [data.lines[0] if line is None else line for data, line in zip(datas, found, strict=True)]
    found = [_line(datas[0], column) for _, column in names]
    if len(datas) > 1 or any(line is None for line in found):
        needed = ", ".join(column for _, column in names)
        raise MissingPrices(f"{entry.name} needs {needed}. Give it a feed: {_usage(entry)}; or one line for each.")
    return found


def _line(data: Any, name: str) -> Any:
    """Return a line of a feed or an indicator by its name, None if it has no such line."""
    return getattr(data.lines, name) if name in data.lines.getlinealiases() else None


def _made(entry: Entry) -> Any:
    """Return the class of an indicator, made by Backtrader's own metaclass."""
    body = {
        "__module__": __name__,
        "__doc__": f"{entry.title}. {entry.meaning}",
        "entry": entry,
        "lines": tuple(output.name for output in entry.outputs),
        "params": tuple((parameter.name, parameter.default) for parameter in entry.parameters),
        "plotinfo": {"subplot": not entry.overlay},
    }
    meta: Any = type(CatalogueIndicator)
    return meta(entry.name, (CatalogueIndicator,), body)


_CLASSES: Final[Mapping[str, Any]] = {entry.name: _made(entry) for entry in registry.ENTRIES.values()}
globals().update(_CLASSES)
__all__ = list(_CLASSES)


def __getattr__(name: str) -> Any:
    """
    Return the class of an indicator by any of its names.

    :raises ImportError: if there is none, naming the nearest.
    """
    # An AttributeError would do, and Python would make an import's words of its own of it.
    if name.startswith("__"):
        raise AttributeError(name)
    try:
        return _CLASSES[registry.find(name).name]
    except registry.UnknownIndicator as unknown:
        raise ImportError(str(unknown), name=__name__) from None
