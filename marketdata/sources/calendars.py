"""When markets are open: sessions, half days and how many bars make a year, from the calendars of exchanges."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.bars import Times
from marketdata.sources.base import Interval

if TYPE_CHECKING:
    from exchange_calendars import ExchangeCalendar

# So many sessions back from the last one that is planned: long enough for half days to be few.
LATEST: Final = 250
# Always the same years: a run repeated next year must be annualised by the same number.
COUNTED: Final = (2007, 2024)
FIXED: Final[Mapping[Interval, int]] = {Interval.WK1: 52, Interval.MO1: 12}


class CalendarError(ValueError):
    """A calendar that is not known, or days it does not reach."""


@dataclass(frozen=True, kw_only=True)
class Hours:
    """
    The stamps of the first and the last bar of a market's regular session, by its own clocks and as it is open now.

    `dates_per_year` are the days with bars: one more for every session that begins the evening before.
    """

    session_start: time
    session_end: time
    dates_per_year: int


def sessions(calendar: str, first: date, last: date) -> Times:
    """
    Return the days a market opens on between two dates, both included, as datetime64[D].

    :raises CalendarError: if the calendar is unknown or does not reach so far.
    """
    found = _reaching(calendar, first, last)
    days: Times = found.sessions.to_numpy().astype("datetime64[D]")
    low, high = (
        np.searchsorted(days, np.datetime64(first), "left"),
        np.searchsorted(days, np.datetime64(last), "right"),
    )
    return days[low:high]


def closes(calendar: str, first: date, last: date) -> Times:
    """
    Return when each session between two dates ends, in UTC as datetime64[us].

    :raises CalendarError: if the calendar is unknown or does not reach so far.
    """
    return _moments(calendar, "close", first, last)


def opens(calendar: str, first: date, last: date) -> Times:
    """
    Return when each session between two dates begins, in UTC as datetime64[us].

    :raises CalendarError: if the calendar is unknown or does not reach so far.
    """
    return _moments(calendar, "open", first, last)


def is_session(calendar: str, day: date) -> bool:
    """
    Return whether a market opens on a day.

    :raises CalendarError: if the calendar is unknown or does not reach so far.
    """
    return len(sessions(calendar, day, day)) == 1


def is_half_day(calendar: str, day: date) -> bool:
    """
    Return whether a market closes early on a day.

    :raises CalendarError: if the calendar is unknown or does not reach so far.
    """
    early = _reaching(calendar, day, day).early_closes.to_numpy().astype("datetime64[D]")
    return bool(np.isin(np.datetime64(day), early))


def time_zone(calendar: str) -> str:
    """
    Return the name of the time zone a market keeps.

    :raises CalendarError: if the calendar is unknown.
    """
    return str(_usual(calendar, _this_year()).tz)


def periods_per_year(calendar: str, interval: Interval) -> int:
    """
    Return how many bars of an interval a market has in a year, counted over the years from 2007 to 2024.

    A session that does not divide evenly ends with a short bar, which counts: it carries a return like any other.

    :raises CalendarError: if the calendar is unknown.
    """
    return FIXED.get(interval) or _counted(calendar, interval)


def hours(calendar: str, interval: Interval) -> Hours:
    """
    Return the hours of a market for bars of an interval that are counted from its opening.

    :raises CalendarError: if the calendar is unknown.
    """
    usual = _usual(calendar, _this_year())
    begins, ends = (usual.schedule[name].iloc[-LATEST:].dt.tz_convert(usual.tz) for name in ("open", "close"))
    opens = Counter(begins.dt.time).most_common(1)[0][0]
    seconds = Counter(((ends - begins).dt.total_seconds()).tolist()).most_common(1)[0][0]
    last = timedelta(seconds=(seconds - 1) // interval.seconds * interval.seconds)
    return Hours(
        session_start=opens,
        session_end=(datetime.combine(date.min, opens) + last).time(),
        dates_per_year=_dates_per_year(calendar),
    )


def session_of(calendar: str, times: Times) -> Times:
    """
    Return the session each UTC time belongs to, as datetime64[D]; a time between two sessions belongs to the next.

    :raises CalendarError: if the calendar is unknown or does not reach so far.
    """
    if not len(times):
        return times.astype("datetime64[D]")
    first, last = times.min().astype("datetime64[D]").item(), times.max().astype("datetime64[D]").item()
    # A session of Monday may begin on Sunday, and a Friday's late evening belong to Monday, or to a Tuesday.
    last += timedelta(days=14)
    ends = closes(calendar, first, last)
    return sessions(calendar, first, last)[np.searchsorted(ends, times, side="right")]


def is_over(calendar: str, day: date, now: datetime) -> bool:
    """
    Return whether a day's session has ended; a day without one is over when the day is.

    :raises CalendarError: if the calendar is unknown or does not reach so far.
    """
    found = closes(calendar, day, day)
    moment = np.datetime64(now.replace(tzinfo=None) - (now.utcoffset() or timedelta()), "us")
    end = found[0] if len(found) else np.datetime64(day + timedelta(days=1), "us")
    return bool(end <= moment)


def _moments(calendar: str, column: str, first: date, last: date) -> Times:
    return _utc(_reaching(calendar, first, last).schedule.loc[str(first) : str(last), column])


def _reaching(calendar: str, first: date, last: date) -> "ExchangeCalendar":
    """Return the calendar made long enough for two dates."""
    usual = _usual(calendar, _this_year())
    low, high = usual.bound_min(), usual.bound_max()
    if (low is not None and first < low.date()) or (high is not None and last > high.date()):
        known = f"from {_day(low)}" + (f" to {_day(high)}" if high is not None else " on")
        raise CalendarError(f"The calendar {calendar} knows the days {known} only.")
    if usual.first_session.date() <= first and last <= usual.last_session.date():
        return usual
    # By decades, so that a few calendars serve all ranges.
    return _longer(calendar, first.year // 10 * 10, last.year + 1, _this_year())


def _day(moment: Any) -> str:
    return "the beginning" if moment is None else f"{moment.day} {moment:%b %Y}"


@lru_cache(maxsize=64)
def _usual(calendar: str, this_year: int) -> "ExchangeCalendar":
    """Return the last twenty years and the next of a calendar."""
    # Two seconds to load: only whoever asks for a calendar pays for it.
    from exchange_calendars import errors, get_calendar

    try:
        return get_calendar(calendar)
    except errors.InvalidCalendarName:
        raise CalendarError(f"There is no calendar called {calendar}.") from None
    except (ValueError, NotImplementedError):
        # Those of Tel Aviv and Athens cannot be made by exchange_calendars 4.13.2 with pandas 3.1.
        raise CalendarError(f"The calendar {calendar} is out of order in the library that keeps it.") from None


@lru_cache(maxsize=64)
def _longer(calendar: str, first_year: int, last_year: int, this_year: int) -> "ExchangeCalendar":
    usual = _usual(calendar, this_year)
    low, high = usual.bound_min(), usual.bound_max()
    start, end = date(first_year, 1, 1), max(date(last_year, 12, 31), usual.last_session.date())
    return type(usual)(
        start=start if low is None else max(start, low.date()),
        end=end if high is None else min(end, high.date()),
    )


def _counted_years(calendar: str) -> tuple[date, date, int]:
    """Return the first and the last day of the years that bars are counted over, and how many years these are."""
    low = _usual(calendar, _this_year()).bound_min()
    first_year = COUNTED[0] if low is None else max(COUNTED[0], (low - timedelta(days=1)).year + 1)
    return date(first_year, 1, 1), date(COUNTED[1], 12, 31), COUNTED[1] - first_year + 1


@lru_cache(maxsize=64)
def _dates_per_year(calendar: str) -> int:
    first, last, years = _counted_years(calendar)
    usual = _reaching(calendar, first, last)
    schedule = usual.schedule.loc[str(first) : str(last)]
    opened = schedule["open"].dt.tz_convert(usual.tz).dt.date
    # The moment of the close belongs to no bar.
    closed = (schedule["close"].dt.tz_convert(usual.tz) - timedelta(seconds=1)).dt.date
    return round(len({*opened, *closed}) / years)


@lru_cache(maxsize=256)
def _counted(calendar: str, interval: Interval) -> int:
    first, last, years = _counted_years(calendar)
    if not interval.is_intraday:
        return round(len(sessions(calendar, first, last)) / years)
    schedule = _reaching(calendar, first, last).schedule.loc[str(first) : str(last)]
    open_, pause, resume, close = (_utc(schedule[name]) for name in ("open", "break_start", "break_end", "close"))
    whole = _bars(open_, close, interval)
    halves = _bars(open_, pause, interval) + _bars(resume, close, interval)
    return round(float(np.where(np.isnan(halves), whole, halves).sum()) / years)


def _utc(column: Any) -> Times:
    moments: Times = column.dt.tz_convert(None).to_numpy().astype("datetime64[us]")
    return moments


def _bars(start: NDArray[Any], end: NDArray[Any], interval: Interval) -> NDArray[np.float64]:
    """Return how many bars begin between two moments, NaN where one is missing."""
    seconds = (end - start) / np.timedelta64(1, "s")
    counted: NDArray[np.float64] = np.ceil(seconds / interval.seconds)
    return counted


def _this_year() -> int:
    return datetime.now().astimezone().year
