"""Read what prices there are."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from marketdata.models import BarChunk, Instrument, PriceSeries


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Which prices of a symbol there are, and where they come from."""

    symbol: str
    name: str
    interval: str
    first_date: date
    last_date: date
    bar_count: int
    source: str
    adjustment: str
    licence: str
    note: str
    is_simulated: bool


def instruments() -> QuerySet[Instrument]:
    """Return the instruments that have prices, real ones first."""
    return Instrument.objects.filter(series__isnull=False).distinct()


def coverage(symbol: str, interval: str = "1d") -> Coverage | None:
    """Return what is known about a symbol's prices, or None if there are none."""
    series = _series_of(symbol, interval).select_related("instrument").first()
    return _coverage(series) if series else None


def coverages(interval: str = "1d") -> list[Coverage]:
    """Return the coverage of every instrument, real ones first, in one query."""
    series = PriceSeries.objects.filter(interval=interval).select_related("instrument")
    # The oldest series of an instrument is the one backtests use, so it must win here too.
    first = {one.instrument_id: one for one in series.order_by("-pk")}
    ranked = sorted(first.values(), key=lambda one: (one.instrument.is_simulated, one.instrument.symbol))
    return [_coverage(one) for one in ranked]


def chunks(*, symbol: str, start_date: date | None, end_date: date | None, interval: str) -> QuerySet[BarChunk]:
    """Return the chunks that hold a symbol's bars between two dates, oldest first, with series and instrument."""
    found = BarChunk.objects.filter(series=_series_of(symbol, interval).values("pk")[:1])
    if start_date:
        found = found.filter(last_date__gte=start_date)
    if end_date:
        found = found.filter(first_date__lte=end_date)
    return found.select_related("series__instrument").order_by("year")


def _series_of(symbol: str, interval: str) -> QuerySet[PriceSeries]:
    return PriceSeries.objects.filter(instrument__symbol=symbol, interval=interval).order_by("pk")


def _coverage(series: PriceSeries) -> Coverage:
    return Coverage(
        symbol=series.instrument.symbol,
        name=series.instrument.name,
        interval=series.interval,
        first_date=series.first_date,
        last_date=series.last_date,
        bar_count=series.bar_count,
        source=series.source,
        adjustment=series.adjustment,
        licence=series.licence,
        note=series.note,
        is_simulated=series.instrument.is_simulated,
    )
