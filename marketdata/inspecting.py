"""Look at stored bars with all that the store knows of them: their exchange's calendar and their sources."""

from datetime import date
from functools import lru_cache

import numpy as np
from django.utils import timezone

from engine.bars import Bars, Times
from marketdata.calendar_files import kept
from marketdata.models import SeriesEdition
from marketdata.sources import calendars, editions, exchanges
from marketdata.sources.base import Interval
from marketdata.sources.findings import Finding
from marketdata.sources.quality import examine
from marketdata.sources.sessions import Opened


def inspected(bars: Bars) -> tuple[Finding, ...]:
    """Return what is wrong or odd in bars as the store handed them out, the gravest first."""
    # An edition nobody refers to yet may have made room for a newer one meanwhile.
    known = SeriesEdition.objects.select_related("series__instrument").filter(pk=bars.edition or 0).first()
    if known is None:
        return examine(bars)
    calendar = known.series.instrument.calendar
    sessions = _sessions(calendar, bars.dates[0].item(), bars.dates[-1].item())
    opened = None
    if sessions is not None:
        opened = Opened(calendar=calendar, interval=Interval(bars.interval), sessions=sessions)
    return examine(bars, opened=opened, sources=editions.pieces_of(known.pieces))


def _sessions(calendar: str, first: date, last: date) -> Times | None:
    """Return the days a market was open over a range, None where nobody can say."""
    if calendar in ("", exchanges.WEEKDAYS):
        # No exchange says when currencies rest: sources differ on Christmas and New Year.
        return None
    if calendar == exchanges.ROUND_THE_CLOCK:
        return np.arange(np.datetime64(first), np.datetime64(last) + np.timedelta64(1, "D"))
    try:
        # By decades, so that a few files serve all ranges.
        return _kept(calendar, first.year // 10 * 10, max(last.year, timezone.now().year))
    except calendars.CalendarError:
        return None


@lru_cache(maxsize=64)
def _kept(calendar: str, first_year: int, last_year: int) -> Times:
    """Return a calendar's sessions of some years."""
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    return kept(f"{calendar}-{first_year}-{last_year}", lambda: calendars.sessions(calendar, first, last))
