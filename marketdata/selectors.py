"""Read what prices there are; what has an owner is there for nobody else."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, Final, Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Case, ExpressionWrapper, F, Q, QuerySet, When
from django.db.models.fields import DurationField

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
from marketdata.sources.base import Interval
from marketdata.sources.editions import Values
from marketdata.sources.intervals import MADE_FROM_DAYS
from marketdata.sources.ranges import Days
from marketdata.sources.symbols import identify

Reader = AbstractBaseUser | AnonymousUser | None
Block = tuple[date, bytes]


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Which prices of a symbol there are, where they come from, and whether weeks and months are made from them."""

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
    makes_weeks: bool = False


@dataclass(frozen=True)
class Held:
    """An edition that may be read, and what bars made of it say of themselves; in the order of `HELD`."""

    edition: int
    first_date: date
    last_date: date
    actions: Sequence[Values]
    pieces: Sequence[Values]
    series: int
    bundled: str
    interval: str
    periods_per_year: int
    source: str
    adjustment: str
    owner: int | None
    symbol: str
    asset_class: str
    dates_per_year: int
    calendar: str
    time_zone: str
    lot_size: float
    price_decimals: int
    currency: str
    is_simulated: bool

    @classmethod
    def of(cls, edition: SeriesEdition, series: PriceSeries) -> Self:
        """Return the edition of a series, both of them read already."""
        # What is known need not be asked for again.
        edition.series = series
        return cls(*(attrgetter(path.replace("__", "."))(edition) for path in HELD))

    def rank(self, start_date: date | None, end_date: date | None) -> tuple[Any, ...]:
        """Return what sorts the one to read between two dates first."""
        first = max(self.first_date, start_date or self.first_date)
        last = min(self.last_date, end_date or self.last_date)
        return self.owner is None, first - last, self.bundled, -self.series


HELD: Final = (
    *("pk", "first_date", "last_date", "actions", "pieces", "series_id"),
    *(f"series__{name}" for name in ("edition", "interval", "periods_per_year", "source", "adjustment")),
    *(f"series__instrument__{name}" for name in ("owner_id", "symbol", "asset_class", "periods_per_year", "calendar")),
    *(f"series__instrument__{name}" for name in ("time_zone", "lot_size", "price_decimals", "currency")),
    "series__instrument__is_simulated",
)


def instruments(user: Reader = None) -> QuerySet[Instrument]:
    """Return the instruments with prices that a user may see, real ones first; without a user everybody's."""
    return Instrument.objects.filter(_seen_by(user), series__current__isnull=False).distinct()


def coverage(symbol: str, interval: str = "1d", user: Reader = None) -> Coverage | None:
    """Return what is known about a symbol's prices, or None if there are none."""
    held = PriceSeries.objects.filter(_seen_by(user, "instrument__"), instrument__symbol=symbol, interval=interval)
    series = _ranked(held.filter(current__isnull=False)).select_related("instrument").first()
    return _coverage(series) if series else None


def days_for(symbol: str, interval: str, user: Reader = None) -> Coverage | None:
    """Return what is known about the days of which a symbol's weeks or months are made; None where they are not."""
    held = PriceSeries.objects.filter(_seen_by(user, "instrument__"), _made_from_days(interval), current__isnull=False)
    series = _ranked(held.filter(instrument__symbol=symbol)).select_related("instrument").first()
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


def held(
    *,
    symbols: Collection[str],
    start_date: date | None,
    end_date: date | None,
    interval: str,
    user: Reader = None,
    pinned: Collection[int] = (),
) -> list[Held]:
    """
    Return the edition to read of each symbol that has one.

    Of several series it is one's own, then that which has most of the days between start and end date. An edition
    among those `pinned` comes before the current one of its symbol. Where no weeks or months are stored it is one of
    days that they can be made from.
    """
    found = SeriesEdition.objects.filter(
        Q(series__current=F("pk")) | Q(pk__in=pinned) if pinned else Q(series__current=F("pk")),
        _seen_by(user, "series__instrument__"),
        Q(series__interval=interval) | _made_from_days(interval, "series__"),
        series__instrument__symbol__in=symbols,
    )
    best: dict[str, Held] = {}
    for one in sorted(
        (Held(*row) for row in found.order_by().values_list(*HELD)),
        key=lambda one: (
            one.edition not in pinned,
            one.owner is None,
            one.interval != interval,
            *one.rank(start_date, end_date),
        ),
    ):
        best.setdefault(one.symbol, one)
    return list(best.values())


def blocks(chosen: Collection[int], *, since: date | None, until: date | None) -> dict[int, list[Block]]:
    """Return the packed bars of some editions that lie between two dates, oldest first, with each one's first day."""
    found = Q(seriesedition__in=chosen)
    if since:
        found &= Q(barchunk__last_date__gte=since)
    if until:
        found &= Q(barchunk__first_date__lte=until)
    return _blocks(found)


def latest_blocks(chosen: Iterable[Held], *, days: int) -> dict[int, list[Block]]:
    """Return what `blocks` does for the last days of each edition."""
    recent = Q()
    for one in chosen:
        recent |= Q(seriesedition=one.edition, barchunk__last_date__gte=one.last_date - timedelta(days=days))
    return _blocks(recent) if recent else {}


def _blocks(condition: Q) -> dict[int, list[Block]]:
    found: dict[int, list[Block]] = {}
    chunks = SeriesEdition.chunks.through.objects.filter(condition).order_by("barchunk__first_date")
    asked = "seriesedition", "barchunk__first_date", "barchunk__columns"
    for edition, first_date, packed in chunks.values_list(*asked):
        # Postgres hands binary values out as memoryview.
        found.setdefault(edition, []).append((first_date, bytes(packed)))
    return found


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


def _made_from_days(interval: str, prefix: str = "") -> Q:
    """Return the condition that weeks or months are made from a series: days that are not fetched piece by piece."""
    if interval not in MADE_FROM_DAYS:
        return Q(pk__in=())
    is_complete = ~Q(**{f"{prefix}edition": ""}) | Q(**{f"{prefix}instrument__owner__isnull": False})
    return Q(**{f"{prefix}interval": Interval.D1.value}) & is_complete


def _ranked(series: QuerySet[PriceSeries]) -> QuerySet[PriceSeries]:
    """Return series in the order of choice: one's own, that which has most days, fetched, newest."""
    days = ExpressionWrapper(F("last_date") - F("first_date"), output_field=DurationField())
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
        makes_weeks=series.interval == Interval.D1 and bool(series.edition or series.instrument.owner_id),
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
