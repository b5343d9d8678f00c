"""What calendars of exchanges tell, kept in files: loading and asking them takes seconds."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.utils import timezone
from numpy.typing import NDArray

from engine.bars import Times
from marketdata.sources import calendars, exchanges
from marketdata.sources.base import Interval
from marketdata.sources.calendars import CalendarError, Hours

_MIDNIGHT: Final = datetime(2000, 1, 1)


def kept(name: str, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
    """Return what a file keeps, of this version of the calendars, or make it and keep it."""
    file_name = f"{name}-{version('exchange-calendars')}.npy".replace("/", "-")
    path = Path(settings.VAR_DIR) / "calendars" / file_name
    # A file nobody may read or write, or of a disk that was full, costs seconds, not the run.
    with suppress(OSError, ValueError, EOFError):
        known: NDArray[Any] = np.load(path, allow_pickle=False)
        return known
    made = make()
    with suppress(OSError):
        _keep(path, made)
    return made


def sessions_of(calendar: str, first: date, last: date) -> Times | None:
    """Return the days a market was open, at least over a range; None where nobody can say."""
    if calendar in ("", exchanges.WEEKDAYS):
        # No exchange says when currencies rest: sources differ on Christmas and New Year.
        return None
    if calendar == exchanges.ROUND_THE_CLOCK:
        return np.arange(np.datetime64(first), np.datetime64(last) + np.timedelta64(1, "D"))
    try:
        # By decades, so that a few files serve all ranges.
        return _sessions(calendar, first.year // 10 * 10, max(last.year, timezone.now().year))
    except CalendarError:
        return None


@lru_cache(maxsize=64)
def _sessions(calendar: str, first_year: int, last_year: int) -> Times:
    """Return a calendar's sessions of some years."""
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    return kept(f"{calendar}-{first_year}-{last_year}", lambda: calendars.sessions(calendar, first, last))


def hours_of(calendar: str, interval: Interval) -> Hours | None:
    """Return when a market is open, for bars of an interval within a day; None where nobody can say."""
    try:
        return _hours(calendar, interval, timezone.now().year) if calendar else None
    except CalendarError:
        return None


@lru_cache(maxsize=256)
def _hours(calendar: str, interval: Interval, year: int) -> Hours:
    # By the year: an exchange may change its hours.
    start, end, dates = kept(f"hours-{calendar}-{interval}-{year}", lambda: _numbers(calendar, interval)).tolist()
    return Hours(session_start=_time(start), session_end=_time(end), dates_per_year=dates)


def _numbers(calendar: str, interval: Interval) -> NDArray[np.int64]:
    known = calendars.hours(calendar, interval)
    return np.array([_seconds(known.session_start), _seconds(known.session_end), known.dates_per_year])


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _time(seconds: int) -> time:
    return (_MIDNIGHT + timedelta(seconds=seconds)).time()


def _keep(path: Path, values: NDArray[Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Another process may be at it, too: whoever is last replaces a whole file with a whole file.
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        np.save(file, values, allow_pickle=False)
    Path(file.name).replace(path)
