"""Bars held against the days a market was open: sessions without a bar, and bars without a session."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.bars import Times
from marketdata.sources.base import Interval
from marketdata.sources.findings import Columns, Finding, Kind, Severity, counted
from marketdata.sources.intervals import period_starts

# One day in two hundred is a day or so a year: shares are halted, and calendars of past years have slips.
MANY_MISSING: Final = 0.005
# A halt of three sessions is news; a source that lost a week is not told from one, and indicators feel either.
MISSING_IN_A_ROW: Final = 3


@dataclass(frozen=True, eq=False, kw_only=True)
class Opened:
    """The days a market was open, at least from the first bar to the last, for bars of an interval."""

    calendar: str
    interval: Interval
    sessions: Times


def against_sessions(columns: Columns, opened_on: Opened) -> Iterator[Finding]:
    """
    Yield what the calendar says of bars.

    Of bars within a day only days without any are told: those of a market that opens the evening before lie on days
    without a session.
    """
    interval, calendar = opened_on.interval, opened_on.calendar
    held = _periods(columns.times, interval)
    opened = _periods(opened_on.sessions, interval)
    opened = opened[(opened >= held[:1]) & (opened <= held[-1:])] if len(held) else held
    missing = np.isin(opened, held, invert=True)
    if missing.any():
        many = missing.mean() > MANY_MISSING or _most_in_a_row(missing) >= MISSING_IN_A_ROW
        text = f"{counted(int(missing.sum()), *_missing_words(interval))} (calendar {calendar})"
        yield Finding.of(Kind.MISSING, Severity.WARNING if many else Severity.NOTE, when=opened[missing], text=text)
    closed = held[np.isin(held, opened, invert=True)]
    if len(closed) and not interval.is_intraday:
        severity = Severity.WARNING if len(closed) > MANY_MISSING * len(held) else Severity.NOTE
        text = f"{counted(len(closed), 'bar', 'bars')} of days on which the market was closed (calendar {calendar})"
        yield Finding.of(Kind.CLOSED, severity, when=closed, text=text)


def _missing_words(interval: Interval) -> tuple[str, str]:
    name = {Interval.WK1: "week", Interval.MO1: "month"}.get(interval, "session")
    return f"{name} has no bar", f"{name}s have no bar"


def _periods(times: Times, interval: Interval) -> Times:
    """
    Return the days, weeks or months of some times, each once.

    >>> _periods(np.array(["2024-01-02", "2024-01-05", "2024-01-08"], dtype="datetime64[D]"), Interval.WK1).tolist()
    [datetime.date(2024, 1, 1), datetime.date(2024, 1, 8)]
    """
    is_longer = interval in (Interval.WK1, Interval.MO1)
    days = period_starts(times, interval) if is_longer else times
    found: Times = np.unique(days.astype("datetime64[D]"))
    return found


def _most_in_a_row(mask: NDArray[Any]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max(initial=0))
