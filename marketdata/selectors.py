"""Read what prices there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, Q, QuerySet, When

from marketdata.models import BarChunk, Instrument, PriceSeries, WatchlistEntry


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


def instruments_visible_to(user: AbstractBaseUser) -> QuerySet[Instrument]:
    """Return the instruments with prices that a user may see."""
    return instruments()


def matching(found: QuerySet[Instrument], words: str) -> QuerySet[Instrument]:
    """Return the instruments whose symbol or name has all of the words, those whose symbol is one of them first."""
    for word in words.split():
        found = found.filter(Q(symbol__icontains=word) | Q(name__icontains=word))
    symbol = words.strip().upper()
    closeness = Case(When(symbol=symbol, then=0), When(symbol__startswith=symbol, then=1), default=2)
    return found.annotate(closeness=closeness).order_by("closeness", "is_simulated", "symbol")


def watched_by(user: AbstractBaseUser) -> QuerySet[Instrument]:
    """Return the instruments on a user's watchlist that the user may see, by symbol."""
    own = WatchlistEntry.objects.filter(user=user.pk).values("instrument")
    return instruments_visible_to(user).filter(pk__in=own).order_by("symbol")


def is_watched(user: AbstractBaseUser, instrument: Instrument) -> bool:
    """Return whether an instrument is on a user's watchlist."""
    return WatchlistEntry.objects.filter(user=user.pk, instrument=instrument).exists()


def series_of(instruments: Iterable[Instrument]) -> QuerySet[PriceSeries]:
    """Return the series of some instruments, the one that is shown first first."""
    return PriceSeries.objects.filter(instrument__in=instruments).select_related("instrument").order_by("pk")


def latest_chunks(series: Iterable[PriceSeries], *, days: int) -> QuerySet[BarChunk]:
    """Return the chunks with the bars of the last days of each series, oldest first, in one query."""
    recent = Q()
    for one in series:
        recent |= Q(series=one, last_date__gte=one.last_date - timedelta(days=days))
    return BarChunk.objects.filter(recent).order_by("year") if recent else BarChunk.objects.none()


def years_of(series: Iterable[PriceSeries]) -> QuerySet[BarChunk]:
    """Return what each year of some series holds, without the prices."""
    return BarChunk.objects.filter(series__in=series).defer("columns").order_by("year")
