"""Keep prices and hand them out."""

import difflib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Final

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import dateformat

from engine.bars import PRICE_COLUMNS, Bars, BarsError
from marketdata import selectors
from marketdata.models import BarChunk, Instrument, PriceSeries, WatchlistEntry
from marketdata.sources import columns, quality, sample, simulated
from marketdata.sources.base import Dataset, Listing
from statis.errors import StatisError

# Daily bars come five in seven days, but for holidays; of denser ones this is far more than enough.
DAYS_A_BAR: Final = 1.5
DAYS_CLOSED: Final = 14


class NoData(StatisError):
    """There are no prices for what was asked; the text says which there are."""

    code = "NO_DATA"


class BadPrices(NoData):
    """The prices that are stored cannot be used; the text says which, and why."""


def get_bars(
    *,
    symbol: str,
    start_date: date | None = None,
    end_date: date | None = None,
    interval: str = "1d",
    warmup: int = 0,
) -> Bars:
    """
    Return the bars of a symbol between two dates, both included; None leaves that side open.

    Up to `warmup` bars before the start date come along as the bars' warm-up.

    :raises NoData: if the symbol is unknown or has no bars in this range.
    :raises BadPrices: if a stored price is impossible.
    """
    symbol = symbol.strip().upper()
    try:
        bars = _read(symbol, start_date, end_date, interval, warmup)
    except BarsError as problem:
        raise BadPrices(
            f"The stored prices cannot be used. {problem}.{_all_faults(problem)} "
            "Choose dates in other years, or have them loaded again."
        ) from problem
    # A range inside a gap meets a chunk but none of its bars.
    if not bars:
        raise _no_data(symbol, start_date, end_date, interval)
    return bars


def _read(symbol: str, start_date: date | None, end_date: date | None, interval: str, warmup: int) -> Bars | None:
    """Return the bars between two dates with those before them, None if there are none between."""
    for first_date in _first_dates(start_date, warmup):
        wanted = selectors.chunks(symbol=symbol, start_date=first_date, end_date=end_date, interval=interval)
        found = list(wanted)
        if not found:
            return None
        bars = _assembled(found).between(start_date, end_date, warmup=warmup)
        if bars.warmup == warmup or found[0].first_date == found[0].series.first_date:
            break
    return bars if len(bars) else None


def _first_dates(start_date: date | None, warmup: int) -> tuple[date | None, ...]:
    """Return from where on to read: far enough back as a rule, and all there is should there be a gap."""
    if start_date is None or not warmup:
        return (start_date,)
    days = min(int(warmup * DAYS_A_BAR) + DAYS_CLOSED, start_date.toordinal() - 1)
    return start_date - timedelta(days=days), None


def _all_faults(problem: BarsError) -> str:
    """Return what is wrong with all of the bars, if that is more than the first of them tells."""
    found = quality.examine(problem.bars) if problem.bars else ()
    if sum(one.count for one in found) < 2:
        return ""
    return f" In all: {'; '.join(f'{one.text} (first {one.first[0]})' for one in found)}."


def load_sample_data() -> int:
    """Store the sample and simulated prices unless they are there, and return how many series were written."""
    editions = dict.fromkeys(sample.LISTINGS, sample.EDITION) | dict.fromkeys(simulated.SYMBOLS, simulated.EDITION)
    if _editions() == editions:
        return 0
    sets = [*sample.datasets(), *simulated.datasets()]
    return sum(store(dataset=dataset, edition=editions[dataset.listing.symbol]) for dataset in sets)


@transaction.atomic
def store(*, dataset: Dataset, edition: str = "") -> bool:
    """Write a dataset in place of what its source gave before, unless this edition is there already."""
    instrument = _instrument(dataset.listing)
    stale = Q(source=dataset.bars.source)
    if edition:
        if instrument.series.filter(edition=edition).exists():
            return False
        stale |= ~Q(edition="")
    instrument.series.filter(stale, interval=dataset.bars.interval).delete()
    BarChunk.objects.bulk_create(_chunks(_new_series(instrument, dataset, edition), dataset.bars))
    return True


def _instrument(listing: Listing) -> Instrument:
    """Return the listing's row, new or brought up to date."""
    facts = asdict(listing)
    # One statement that writes either way: a second process waits for the first here, then finds its work done.
    Instrument.objects.bulk_create(
        [Instrument(**facts)],
        update_conflicts=True,
        unique_fields=["symbol"],
        update_fields=[name for name in facts if name != "symbol"],
    )
    return Instrument.objects.get(symbol=listing.symbol)


def _editions() -> dict[str, str]:
    bundled = PriceSeries.objects.exclude(edition="")
    return dict(bundled.values_list("instrument__symbol", "edition"))


def _new_series(instrument: Instrument, dataset: Dataset, edition: str) -> PriceSeries:
    bars = dataset.bars
    return PriceSeries.objects.create(
        instrument=instrument,
        interval=bars.interval,
        source=bars.source,
        adjustment=bars.adjustment,
        licence=dataset.licence,
        note=dataset.note,
        edition=edition,
        first_date=bars.dates[0].item(),
        last_date=bars.dates[-1].item(),
        bar_count=len(bars),
    )


def _chunks(series: PriceSeries, bars: Bars) -> Iterator[BarChunk]:
    years = bars.times.astype("datetime64[Y]").astype(int) + 1970
    for year in np.unique(years).tolist():
        part = bars.between(date(year, 1, 1), date(year, 12, 31))
        values = columns.Columns.of(part)
        yield BarChunk(
            series=series,
            year=year,
            first_date=part.dates[0].item(),
            last_date=part.dates[-1].item(),
            bar_count=len(part),
            columns=columns.encode(values),
            content_hash=columns.content_hash(values),
        )


def _assembled(found: list[BarChunk]) -> Bars:
    series = found[0].series
    instrument = series.instrument
    # Postgres hands binary values out as memoryview.
    values = columns.join([columns.decode(bytes(chunk.columns)) for chunk in found])
    return Bars(
        symbol=instrument.symbol,
        interval=series.interval,
        times=values.times,
        **{name: getattr(values, name) for name in PRICE_COLUMNS},
        periods_per_year=instrument.periods_per_year,
        lot_size=instrument.lot_size,
        price_decimals=instrument.price_decimals,
        currency=instrument.currency,
        source=series.source,
        adjustment=series.adjustment,
        is_simulated=instrument.is_simulated,
    )


def watch(*, user: AbstractBaseUser, instrument: Instrument) -> None:
    """Put an instrument on a user's watchlist."""
    WatchlistEntry.objects.get_or_create(user_id=user.pk, instrument=instrument)


def unwatch(*, user: AbstractBaseUser, instrument: Instrument) -> None:
    """Take an instrument off a user's watchlist."""
    WatchlistEntry.objects.filter(user=user.pk, instrument=instrument).delete()


def _no_data(symbol: str, start_date: date | None, end_date: date | None, interval: str) -> NoData:
    known = selectors.coverage(symbol, interval)
    if known is None:
        return _unknown(symbol, interval)
    return NoData(
        f"There are no {symbol} prices {_asked(start_date, end_date)}: they run from {_day(known.first_date)} "
        f"to {_day(known.last_date)}. Choose dates in that range."
    )


def _unknown(symbol: str, interval: str) -> NoData:
    known = {instrument.symbol: instrument.name for instrument in selectors.instruments()}
    if not known:
        return NoData(f"There are no prices for “{symbol}”: no prices are loaded yet. Load the sample prices first.")
    if symbol in known:
        return NoData(f"There are no {interval} bars of {symbol}. Use daily bars (1d).")
    nearest = nearest_symbols(symbol, known)
    guess = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
    return NoData(f"There are no prices for “{symbol}”.{guess} There are prices for {', '.join(known)}.")


def nearest_symbols(symbol: str, known: dict[str, str]) -> list[str]:
    """Return the symbols most like what was typed, by symbol or by company name."""
    words = {known_symbol: known_symbol for known_symbol in known}
    words |= {word.strip("()").upper(): symbol_ for symbol_, name in known.items() for word in name.split()}
    close = difflib.get_close_matches(symbol, words, n=2, cutoff=0.6)
    return list(dict.fromkeys(words[word] for word in close))


def _asked(start_date: date | None, end_date: date | None) -> str:
    if start_date and end_date:
        return f"from {_day(start_date)} to {_day(end_date)}"
    if start_date:
        return f"from {_day(start_date)} on"
    return f"up to {_day(end_date)}" if end_date else "stored"


def _day(day: date) -> str:
    return dateformat.format(day, "j M Y")
