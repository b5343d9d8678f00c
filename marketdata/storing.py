"""Keep bars: each change is a new edition of its series, and no old one is ever touched."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from engine.bars import Bars, BarsError
from marketdata.chunks import merged_chunks
from marketdata.models import BarChunk, Instrument, PriceSeries, SeriesEdition
from marketdata.sources import adjusting, calendars, columns, editions, exchanges, ranges
from marketdata.sources.adjusting import Piece
from marketdata.sources.assembling import decimals_of
from marketdata.sources.base import Action, AssetClass, Basis, Dataset, Fetched, Identified, Interval, Listing
from marketdata.sources.columns import Columns
from marketdata.sources.intervals import first_day
from marketdata.sources.ranges import Days

# A run may have read an edition that was current a moment ago, and say so only when it ends.
KEPT_AT_LEAST: Final = timedelta(days=1)
# Only shares are split and pay dividends.
WITH_ACTIONS: Final = (AssetClass.STOCK, AssetClass.ETF)


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What an edition holds besides its chunks."""

    actions: tuple[Action, ...] = ()
    pieces: tuple[Piece, ...] = ()

    @classmethod
    def of(cls, edition: SeriesEdition | None) -> Self:
        """Return what an edition holds; nothing where there is none."""
        if edition is None:
            return cls()
        return cls(actions=editions.actions_of(edition.actions), pieces=editions.pieces_of(edition.pieces))


@transaction.atomic
def merge_bars(
    *,
    fetched: Fetched,
    first_date: date,
    last_date: date,
    owner: User | None = None,
    licence: str = "",
    note: str = "",
) -> SeriesEdition:
    """
    Store what a source gave for the days from `first_date` to `last_date`, and return the edition that holds it.

    These days are what the source was asked for and can say in full: days that are over. Bars that were kept for
    them, from whichever source, are replaced; bars outside are left alone, and so are their chunks. The days count
    as covered from now on, with bars or without. Prices are kept as traded: those given in today's shares, or with
    dividends taken out, are converted where splits and dividends since are known; otherwise they are kept as they
    are, and the edition says so. Splits and dividends from `fetched.actions_first_date` on replace what was known of
    those days. Storing what is kept already makes no new edition; two processes that store the same range make one.

    The instrument is made or brought up to date from `fetched.listing` and `fetched.identified`. With an owner it is
    theirs alone, and nobody else's instrument of the same symbol is touched.

    :raises BarsError: if the bars are not of the listing, or reach outside the days.
    """
    interval = Interval(fetched.bars.interval)
    days = Days(first_day(first_date, interval), last_date)
    _check(fetched, days)
    # Whoever stores the same at once waits at the instrument's row, then finds it done.
    instrument = _instrument(_shown(fetched), fetched.identified, owner)
    series = _fetched_series(instrument, fetched.bars, licence, note)
    held = Holding.of(series.current)
    known = _known(series, fetched)
    actions = _actions(held, fetched)
    traded, basis = _as_traded(fetched, actions, known)
    pieces = _pieces(held.pieces, _piece(traded, basis, _as_of(fetched)), days)
    chunks = merged_chunks(series, Columns.of(traded), days)
    series.covered = editions.day_values(ranges.union([*editions.days_of(series.covered), days]))
    series.actions_known = editions.day_values(known)
    return _write(series, chunks, actions, pieces)


def note_covered(*, symbol: str, interval: Interval, first_date: date, last_date: date) -> None:
    """
    Note that a source knows of no bars of a symbol in these days, a holiday for example: nobody need ask again.

    Nothing is noted of a symbol without any fetched prices.
    """
    days = Days(first_day(first_date, interval), last_date)
    with transaction.atomic():
        fetched = PriceSeries.objects.select_for_update(of=("self",)).filter(edition="", interval=interval)
        series = fetched.filter(instrument__symbol=symbol, instrument__owner=None).first()
        if series:
            series.covered = editions.day_values(ranges.union([*editions.days_of(series.covered), days]))
            series.save(update_fields=["covered"])


@transaction.atomic
def store(*, dataset: Dataset, edition: str = "") -> bool:
    """Write a dataset in place of what its source gave before, unless this edition is there already."""
    instrument = _instrument(dataset.listing, _bundled(dataset.listing), None)
    stale = Q(source=dataset.bars.source)
    if edition:
        if instrument.series.filter(edition=edition).exists():
            return False
        stale |= ~Q(edition="")
    bars = dataset.bars
    older = list(instrument.series.filter(stale, interval=bars.interval).order_by("pk"))
    # Runs may refer to editions of the first one, so it is kept and continued.
    series = older[0] if older else PriceSeries(instrument=instrument, interval=bars.interval)
    for one in older[1:]:
        one.delete()
    series.edition, series.licence, series.note = edition, dataset.licence, dataset.note
    series.adjustment = bars.adjustment
    _describe(series, bars)
    days = Days(series.first_date, series.last_date)
    series.covered = editions.day_values([days])
    piece = _piece(bars, Basis.ADJUSTED, days.last)
    _write(series, merged_chunks(series, Columns.of(bars), Days(date.min, date.max)), (), (piece,))
    return True


def prune(series: PriceSeries) -> int:
    """Delete the editions of a series that neither it nor a run refers to, and return how many there were."""
    cutoff = timezone.now() - KEPT_AT_LEAST
    successor = SeriesEdition.objects.filter(
        series=OuterRef("series"), number__gt=OuterRef("number"), created_at__lt=cutoff
    )
    # The current edition has no successor.
    gone = list(series.editions.filter(Exists(successor), runs=None).values_list("pk", flat=True))
    series.editions.filter(pk__in=gone).delete()
    if gone:
        series.chunks.filter(editions=None).delete()
    return len(gone)


def _check(fetched: Fetched, days: Days) -> None:
    bars = fetched.bars
    if bars.symbol != fetched.listing.symbol:
        raise BarsError(f"{bars.symbol}: these are no bars of {fetched.listing.symbol}")
    if not len(bars):
        raise BarsError(f"{bars.symbol}: there are no bars to store")
    if not days.contains(Days(bars.dates[0].item(), bars.dates[-1].item())):
        raise BarsError(
            f"{bars.symbol}: bars from {bars.dates[0]} to {bars.dates[-1]} reach outside the days asked for"
        )
    adjusting.check_actions(bars, fetched.actions)


def _bundled(listing: Listing) -> Identified:
    """Return where a bundled listing is traded: in New York, or whenever its asset class is."""
    calendar = {AssetClass.CRYPTO: exchanges.ROUND_THE_CLOCK, AssetClass.FOREX: exchanges.WEEKDAYS}
    return Identified(
        symbol=listing.symbol,
        asset_class=listing.asset_class,
        exchange="",
        calendar=calendar.get(listing.asset_class, exchanges.UNITED_STATES.calendar),
        currency=listing.currency,
    )


def _instrument(listing: Listing, identified: Identified, owner: User | None) -> Instrument:
    """Return the listing's row, new or brought up to date, locked until the transaction ends."""
    # What a source does not tell is left as it was.
    facts = {name: value for name, value in asdict(listing).items() if value != ""}
    facts["name"] = facts.get("name", listing.symbol)[: Instrument._meta.get_field("name").max_length]
    facts |= {"exchange": identified.exchange, "calendar": identified.calendar, "time_zone": _time_zone(identified)}
    del facts["symbol"]
    found, _ = Instrument.objects.update_or_create(symbol=listing.symbol, owner=owner, defaults=facts)
    return found


def _shown(fetched: Fetched) -> Listing:
    """Return the listing with as many decimals as its prices need: few sources say so of a coin worth a cent."""
    needed = decimals_of(fetched.bars.close, fetched.listing.asset_class)
    return replace(fetched.listing, price_decimals=max(fetched.listing.price_decimals, needed))


def _time_zone(identified: Identified) -> str:
    if identified.calendar in ("", exchanges.ROUND_THE_CLOCK, exchanges.WEEKDAYS):
        return "UTC"
    if identified.calendar == exchanges.UNITED_STATES.calendar:
        # The calendars take seconds to load, and this one's is all the bundled prices need.
        return "America/New_York"
    try:
        return calendars.time_zone(identified.calendar)
    except calendars.CalendarError:
        return ""


def _fetched_series(instrument: Instrument, bars: Bars, licence: str, note: str) -> PriceSeries:
    """Return the series that holds all that is fetched, as it is when nobody else writes."""
    found = instrument.series.filter(interval=bars.interval, edition="").select_related("current").first()
    series = found or PriceSeries(instrument=instrument, interval=bars.interval)
    series.licence, series.note = licence or series.licence, note or series.note
    series.periods_per_year = bars.periods_per_year
    if not series.pk:
        _describe(series, bars)
    return series


def _describe(series: PriceSeries, bars: Bars) -> None:
    """Write down in a series what the bars say of themselves, and make it a row."""
    series.source = bars.source
    series.periods_per_year = bars.periods_per_year
    series.first_date, series.last_date = bars.dates[0].item(), bars.dates[-1].item()
    series.bar_count = len(bars)
    series.save()


def _as_of(fetched: Fetched) -> date:
    """Return the day it was at the exchange: in Sydney a split may be in the prices when London is a day behind."""
    return fetched.fetched_at.astimezone(ZoneInfo(_time_zone(fetched.identified) or "UTC")).date()


def _known(series: PriceSeries, fetched: Fetched) -> list[Days]:
    """Return the days whose splits and dividends are known, now that a source was asked."""
    known = editions.days_of(series.actions_known)
    first = fetched.actions_first_date
    last = _as_of(fetched)
    return ranges.union([*known, Days(first, last)] if first and first <= last else known)


def _actions(held: Holding, fetched: Fetched) -> tuple[Action, ...]:
    first, last = fetched.actions_first_date, _as_of(fetched)
    if first is None:
        return adjusting.by_day(held.actions)
    kept = [action for action in held.actions if not first <= action.date <= last]
    # What is only announced is in no price yet, and would be counted again with every fetch.
    return adjusting.by_day([*kept, *(action for action in fetched.actions if first <= action.date <= last)])


def _as_traded(fetched: Fetched, actions: Sequence[Action], known: Sequence[Days]) -> tuple[Bars, Basis]:
    """Return the bars in the terms of their own days where that can be known, else as they came."""
    if fetched.listing.asset_class not in WITH_ACTIONS:
        return fetched.bars, Basis.AS_TRADED
    needed = Days(fetched.bars.dates[0].item(), _as_of(fetched))
    if fetched.basis is Basis.AS_TRADED or any(days.contains(needed) for days in known):
        traded = adjusting.as_traded(fetched.bars, basis=fetched.basis, actions=actions, as_of=needed.last)
        if traded is not None:
            return traded, Basis.AS_TRADED
    return fetched.bars, fetched.basis


def _piece(bars: Bars, basis: Basis, as_of: date) -> Piece:
    first, last = bars.dates[0].item(), bars.dates[-1].item()
    # Prices as traded are of no day but their own.
    as_of = last if basis is Basis.AS_TRADED else as_of
    return Piece(first_date=first, last_date=last, source=bars.source, basis=basis, as_of=as_of)


def _pieces(held: Sequence[Piece], new: Piece, days: Days) -> tuple[Piece, ...]:
    """Return which bars are whose once the new ones have taken their days."""
    parts = [
        replace(piece, first_date=left.first, last_date=left.last)
        for piece in held
        for left in ranges.without([Days(piece.first_date, piece.last_date)], days)
    ]
    found: list[Piece] = []
    for piece in sorted([*parts, new], key=lambda one: one.first_date):
        # Every bar lies in a piece, so between two neighbours there is none.
        if found and _are_alike(found[-1], piece):
            found[-1] = replace(piece, first_date=found[-1].first_date)
        else:
            found.append(piece)
    return tuple(found)


def _are_alike(one: Piece, other: Piece) -> bool:
    is_same = (one.source, one.basis) == (other.source, other.basis)
    return is_same and (one.basis is Basis.AS_TRADED or one.as_of == other.as_of)


def _write(
    series: PriceSeries, chunks: Sequence[BarChunk], actions: Sequence[Action], pieces: Sequence[Piece]
) -> SeriesEdition:
    """Make the edition of these chunks the series' current one, unless it is already, and return it."""
    effects = _effects(series, chunks, actions, pieces)
    hashes = [chunk.content_hash for chunk in chunks]
    told = {"actions": editions.effect_values(effects), "pieces": editions.piece_values(pieces)}
    content_hash = editions.edition_hash(chunk_hashes=hashes, **told)
    edition = series.current
    if edition is None or edition.content_hash != content_hash:
        edition = _new_edition(series, chunks, content_hash, told)
    series.current = edition
    series.source = ", ".join(dict.fromkeys(piece.source for piece in pieces))[:80]
    for name in ("first_date", "last_date", "bar_count"):
        setattr(series, name, getattr(edition, name))
    series.stored_at = timezone.now()
    series.save()
    prune(series)
    return edition


def _new_edition(
    series: PriceSeries, chunks: Sequence[BarChunk], content_hash: str, told: Mapping[str, Any]
) -> SeriesEdition:
    latest = series.editions.order_by("-number").values_list("number", flat=True).first()
    edition = SeriesEdition.objects.create(
        series=series,
        number=(latest or 0) + 1,
        content_hash=content_hash,
        first_date=chunks[0].first_date,
        last_date=chunks[-1].last_date,
        bar_count=sum(chunk.bar_count for chunk in chunks),
        **told,
    )
    edition.chunks.set(chunks)
    return edition


def _effects(
    series: PriceSeries, chunks: Sequence[BarChunk], actions: Sequence[Action], pieces: Sequence[Piece]
) -> tuple[adjusting.Effect, ...]:
    """Return the actions with their factors, for which every close before a dividend is looked up."""
    if not actions:
        return ()
    held = columns.join([columns.decode(bytes(chunk.columns)) for chunk in chunks])
    closes = adjusting.in_todays_shares(
        held.times, held.close, interval=series.interval, actions=actions, pieces=pieces
    )
    days = adjusting.last_days(held.times, series.interval)
    return adjusting.effects(actions, days=days, closes=closes)
