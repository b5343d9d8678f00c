"""Look at stored bars with all that the store knows of them: their exchange's calendar and their sources."""

from engine.bars import Bars
from marketdata.calendar_files import sessions_of
from marketdata.models import SeriesEdition
from marketdata.sources import editions
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
    sessions = sessions_of(calendar, bars.dates[0].item(), bars.dates[-1].item())
    opened = None
    if sessions is not None:
        opened = Opened(calendar=calendar, interval=Interval(bars.interval), sessions=sessions)
    return examine(bars, opened=opened, sources=editions.pieces_of(known.pieces))
