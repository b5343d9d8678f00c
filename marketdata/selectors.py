"""Read what prices there are; what has an owner is there for nobody else."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Case, DateField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.fields import DurationField
from django.db.models.functions import Greatest, Least

from marketdata.models import (
    BarChunk,
    FetchAttempt,
    Instrument,
    PriceSeries,
    SeriesEdition,
    SourceSample,
    WatchlistEntry,
)
from marketdata.sources import editions, ranges
from marketdata.sources.ranges import Days
from marketdata.sources.symbols import identify

Reader = AbstractBaseUser | AnonymousUser | None


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
    is_private: bool = False


def instruments(user: Reader = None) -> QuerySet[Instrument]:
    """Return the instruments with prices that a user may see, real ones first; without a user everybody's."""
    return Instrument.objects.filter(_seen_by(user), series__current__isnull=False).distinct()


def coverage(symbol: str, interval: str = "1d", user: Reader = None) -> Coverage | None:
    """Return what is known about a symbol's prices, or None if there are none."""
    series = _series_of(symbol, interval, user=user).select_related("instrument").first()
    return _coverage(series) if series else None


def coverages(interval: str | None = "1d", user: Reader = None) -> list[Coverage]:
    """Return the coverage of every instrument, real ones first, in one query; of all its intervals with None."""
    series = _ranked(PriceSeries.objects.filter(_seen_by(user, "instrument__")))
    series = series.filter(interval=interval) if interval else series
    # The first one of a symbol is the one backtests use.
    first: dict[tuple[str, str], PriceSeries] = {}
    for one in series.select_related("instrument"):
        first.setdefault((one.instrument.symbol, one.interval), one)
    ranked = sorted(first.values(), key=lambda one: (one.instrument.is_simulated, one.instrument.symbol))
    return [_coverage(one) for one in ranked]


def chunks(
    *,
    symbol: str,
    start_date: date | None,
    end_date: date | None,
    interval: str,
    since: date | None,
    user: Reader = None,
    pinned: Collection[int] = (),
) -> QuerySet[BarChunk]:
    """
    Return the chunks that hold a symbol's bars from `since` to the end date, oldest first, with series and instrument.

    Of several series it is the one that has most of the days between start and end date. With editions `pinned` it is
    the one among them that is of this symbol and interval, else the current one; each chunk says which (`edition`),
    and what that holds besides (`actions`, `pieces`).
    """
    series = _series_of(symbol, interval, start_date=start_date, end_date=end_date, user=user)
    found = BarChunk.objects.filter(editions=series.values("current")[:1])
    if pinned:
        own = SeriesEdition.objects.filter(pk__in=pinned, series__in=series.order_by().values("pk"))
        found = BarChunk.objects.filter(editions=own.values("pk")[:1])
    if since:
        found = found.filter(last_date__gte=since)
    if end_date:
        found = found.filter(first_date__lte=end_date)
    return _as_read(found)


def _as_read(found: QuerySet[BarChunk]) -> QuerySet[BarChunk]:
    """Return chunks of chosen editions with what is needed to read them, oldest first."""
    found = found.annotate(edition=F("editions"), actions=F("editions__actions"), pieces=F("editions__pieces"))
    return found.select_related("series__instrument").order_by("first_date")


def missing_days(*, symbol: str, interval: str, first_date: date, last_date: date) -> list[tuple[date, date]]:
    """Return the ranges of days, oldest first, of which nobody has fetched everybody's bars of a symbol yet."""
    everybodys = PriceSeries.objects.filter(instrument__symbol=symbol, instrument__owner=None)
    fetched = everybodys.filter(interval=interval, edition="")
    covered = editions.days_of(fetched.values_list("covered", flat=True).first() or [])
    return [(days.first, days.last) for days in ranges.missing(covered, Days(first_date, last_date))]


def _seen_by(user: Reader, prefix: str = "") -> Q:
    """Return the condition that an instrument is everybody's or the user's own."""
    everybodys = Q(**{f"{prefix}owner": None})
    return everybodys | Q(**{f"{prefix}owner": user.pk}) if user is not None and user.pk else everybodys


def _series_of(
    symbol: str,
    interval: str,
    *,
    start_date: date | None = None,
    end_date: date | None = None,
    user: Reader = None,
) -> QuerySet[PriceSeries]:
    """Return the series of a symbol that a user may see, the one to read between two dates first."""
    series = PriceSeries.objects.filter(
        _seen_by(user, "instrument__"), instrument__symbol=symbol, interval=interval, current__isnull=False
    )
    return _ranked(series, start_date=start_date, end_date=end_date)


def _ranked(
    series: QuerySet[PriceSeries], *, start_date: date | None = None, end_date: date | None = None
) -> QuerySet[PriceSeries]:
    """Return series in the order of choice: one's own, that which has most of the days, fetched, newest."""
    first = Greatest("first_date", Value(start_date, DateField())) if start_date else F("first_date")
    last = Least("last_date", Value(end_date, DateField())) if end_date else F("last_date")
    days = ExpressionWrapper(last - first, output_field=DurationField())
    return series.order_by(F("instrument__owner").asc(nulls_last=True), days.desc(), "edition", "-pk")


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
        is_private=series.instrument.owner_id is not None,
    )


def instruments_visible_to(user: AbstractBaseUser) -> QuerySet[Instrument]:
    """Return the instruments with prices that a user may see."""
    return instruments(user)


def instrument_called(symbol: str, user: AbstractBaseUser) -> Instrument | None:
    """Return the instrument a user means by a symbol in any spelling, their own before everybody's."""
    # One's own prices are meant before everybody's, as in a backtest.
    ranked = instruments_visible_to(user).order_by(F("owner").asc(nulls_last=True))
    spellings = (symbol.strip().upper().replace("\0", ""), spelt(symbol))
    return next(filter(None, (ranked.filter(symbol=one).first() for one in dict.fromkeys(spellings))), None)


def matching(found: QuerySet[Instrument], words: str) -> QuerySet[Instrument]:
    """Return the instruments whose symbol or name has all of the words or whose symbol they spell, nearest first."""
    symbol = spelt(words)
    has_all = Q()
    for word in words.split():
        has_all &= Q(symbol__icontains=word) | Q(name__icontains=word)
    closeness = Case(When(symbol=symbol, then=0), When(symbol__startswith=symbol, then=1), default=2)
    found = found.filter(has_all | Q(symbol=symbol)) if words else found
    return found.annotate(closeness=closeness).order_by("closeness", "is_simulated", "symbol")


def spelt(text: str) -> str:
    """
    Return the symbol that a text spells, as instruments are stored under it.

    >>> spelt("brk.b"), spelt("BTC/USD"), spelt("$aapl"), spelt("apple")
    ('BRK-B', 'BTC-USD', 'AAPL', 'APPLE')
    """
    return identify(text).symbol


def watched_by(user: AbstractBaseUser) -> QuerySet[Instrument]:
    """Return the instruments on a user's watchlist that the user may see, by symbol."""
    own = WatchlistEntry.objects.filter(user=user.pk).values("instrument")
    return instruments_visible_to(user).filter(pk__in=own).order_by("symbol")


def is_watched(user: AbstractBaseUser, instrument: Instrument) -> bool:
    """Return whether an instrument is on a user's watchlist."""
    return WatchlistEntry.objects.filter(user=user.pk, instrument=instrument).exists()


def series_of(instruments: Iterable[Instrument]) -> QuerySet[PriceSeries]:
    """Return the series of some instruments, the one that is shown first first."""
    held = PriceSeries.objects.filter(instrument__in=instruments, current__isnull=False)
    return _ranked(held).select_related("instrument", "current")


def latest_chunks(series: Iterable[PriceSeries], *, days: int) -> QuerySet[BarChunk]:
    """Return the chunks with the bars of the last days of each series as `chunks` does, in one query."""
    recent = Q()
    for one in series:
        recent |= Q(editions=one.current_id, last_date__gte=one.last_date - timedelta(days=days))
    if not recent:
        return BarChunk.objects.none()
    return _as_read(BarChunk.objects.filter(recent))


def years_of(series: Iterable[PriceSeries]) -> QuerySet[BarChunk]:
    """Return what each year of some series holds, without the prices."""
    current = [one.current_id for one in series]
    return BarChunk.objects.filter(editions__in=current).defer("columns").order_by("first_date")


def is_bundled(symbol: str, interval: str) -> bool:
    """Return whether a symbol's bars of an interval came with Statis, or it is made up: those are never fetched."""
    bundled = PriceSeries.objects.filter(instrument__symbol=symbol).exclude(edition="")
    return bundled.filter(Q(interval=interval) | Q(instrument__is_simulated=True)).exists()


def fetched_series() -> QuerySet[PriceSeries]:
    """Return the series that keep what was fetched for everybody."""
    return PriceSeries.objects.filter(instrument__owner=None, edition="").select_related("instrument")


def watched(*, since: datetime) -> list[PriceSeries]:
    """Return the fetched series on a watchlist or asked for by somebody since, those that end first first."""
    asked = _attempts_to_store().filter(at__gte=since).exclude(reason=FetchAttempt.Reason.REFRESH)
    pairs = set(asked.values_list("symbol", "interval"))
    listed = set(WatchlistEntry.objects.values_list("instrument", flat=True))
    return [
        one
        for one in fetched_series().order_by("last_date", "pk")
        if one.instrument_id in listed or (one.instrument.symbol, one.interval) in pairs
    ]


def has_failed_since(symbol: str, interval: str, moment: datetime) -> bool:
    """Return whether the last source asked for a series did not deliver, and not long ago."""
    last = _attempts_to_store().filter(symbol=symbol, interval=interval, at__gte=moment).first()
    return last is not None and last.outcome != FetchAttempt.Outcome.DELIVERED


def _attempts_to_store() -> QuerySet[FetchAttempt]:
    """Return the attempts whose bars were to be stored: those of a comparison never are."""
    return FetchAttempt.objects.exclude(reason=FetchAttempt.Reason.COMPARE)


def attempts_of(symbol: str, *, most: int) -> list[FetchAttempt]:
    """Return the latest times a source was asked about a symbol, the newest first."""
    return list(FetchAttempt.objects.filter(symbol=symbol)[:most])


def sample(*, source: str, symbol: str, interval: str, first_date: date, last_date: date) -> SourceSample | None:
    """Return what a source was asked for a comparison of these days, if it was."""
    days = {"interval": interval, "first_date": first_date, "last_date": last_date}
    return SourceSample.objects.filter(source=source, symbol=symbol, **days).first()


def answered_since(symbol: str, interval: str, moment: datetime) -> list[Days]:
    """Return the days that sources have answered about since a moment, if only that there is nothing to be had."""
    rows = _attempts_to_store().filter(symbol=symbol, interval=interval, at__gte=moment, was_asked=True)
    asked = list(rows.values_list("outcome", "first_date", "last_date"))
    none = {FetchAttempt.Outcome.NO_BARS, FetchAttempt.Outcome.UNKNOWN_SYMBOL}
    # While another source cannot be asked, it is not known that there is nothing.
    told = {FetchAttempt.Outcome.DELIVERED} | (none if {row[0] for row in asked} <= none else set())
    return [Days(first or date.min, last) for outcome, first, last in asked if outcome in told]


def uploads_of(user: AbstractBaseUser) -> QuerySet[PriceSeries]:
    """Return the series a user has brought, by symbol."""
    owned = PriceSeries.objects.filter(instrument__owner=user.pk).select_related("instrument")
    return owned.order_by("instrument__symbol", "interval")
