"""A pandas frame as a feed, loaded by the column rather than by the cell."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any, Final

import backtrader as bt
import numpy as np
from numpy.typing import NDArray

from engine.bars import Floats, Times
from engine.simulation.feeds import date_numbers
from engine.simulation.lines import fill
from engine.simulation.listening import brings

LOADING: Final = ("preload", "load", "_load", "_last", "start", "_start", "forward", "home")


@contextmanager
def loaded_by_column(feeds: Iterable[Any]) -> Iterator[None]:
    """Let frames be loaded by the column, with the values the stock feed takes from them cell by cell."""
    frames = [feed for feed in feeds if _is_frame(feed)]
    for feed in frames:
        feed.__dict__ |= {"preload": partial(_preload, feed), "_load": _Rows(feed)}
    try:
        yield
    finally:
        for feed in frames:
            for name in ("preload", "_load"):
                feed.__dict__.pop(name, None)


def _is_frame(feed: Any) -> bool:
    return isinstance(feed, bt.feeds.PandasData) and not brings(feed, bt.feeds.PandasData, LOADING)


class _Rows:
    """Loads the next row of a frame, where bars are needed one by one."""

    def __init__(self, feed: Any) -> None:
        self._feed = feed

    @cached_property
    def _lines(self) -> list[tuple[Any, Any]] | None:
        columns = _columns(self._feed)
        if columns is None:
            return None
        columns["datetime"] = columns["datetime"].tolist()
        return [(getattr(self._feed.lines, name), values) for name, values in columns.items()]

    def __call__(self) -> bool:
        feed, lines = self._feed, self._lines
        if lines is None:
            return bool(type(feed)._load(feed))
        feed._idx += 1
        if feed._idx >= len(feed.p.dataname):
            return False
        for line, values in lines:
            line[0] = values[feed._idx]
        return True


def _preload(feed: Any) -> None:
    # Known only now: the feed has been started.
    has_work = feed._filters or feed._ffilters or feed._tzinput or feed._barstack or feed._barstash
    is_extended = any(line.extension for line in feed.lines)
    columns = None if has_work or is_extended else _columns(feed)
    if columns is None:
        type(feed).preload(feed)
        return
    kept = _rows_between(columns["datetime"], feed.fromdate, feed.todate)
    nothing = np.full(len(columns["datetime"]), np.nan)
    for line, name in zip(feed.lines, feed.getlinealiases(), strict=True):
        fill(line, values=columns.get(name, nothing)[kept].astype(np.float64))
    feed._idx = len(feed.p.dataname)


def _columns(feed: Any) -> dict[str, Any] | None:
    """Return the columns of a feed's lines, None if one holds something else than plain numbers or moments."""
    frame, places = feed.p.dataname, feed._colmapping
    times = _times(frame.index if places["datetime"] is None else frame.iloc[:, places["datetime"]])
    if times is None:
        return None
    columns: dict[str, Any] = {"datetime": date_numbers(times)}
    for name in feed.getlinealiases():
        if name != "datetime" and places[name] is not None:
            values = frame.iloc[:, places[name]].to_numpy()
            if values.dtype.kind not in "fiu":
                return None
            # Not converted: a bounded buffer keeps the cells as they are.
            columns[name] = values
    return columns


def _times(values: Any) -> Times | None:
    """Return moments as whole microseconds, None if they have a zone or are finer."""
    times = values.to_numpy()
    if times.dtype.kind != "M" or np.isnat(times).any():
        return None
    whole = times.astype("datetime64[us]")
    return whole if (whole == times).all() else None


def _rows_between(numbers: Floats, first: float, last: float) -> NDArray[np.intp]:
    """
    Return the rows from the first to the last date; as the stock feed, none after one that is too late.

    >>> _rows_between(np.array([1.0, 3.0, 9.0, 4.0]), 2.0, 5.0).tolist()
    [1]
    """
    late = np.flatnonzero((numbers > last) & ~(numbers < first))
    return np.flatnonzero(~(numbers[: late[0] if len(late) else None] < first))
