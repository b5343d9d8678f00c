"""Keep prices people bring themselves, for nobody but them."""

import re
import zlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from engine.bars import PRICE_COLUMNS, Bars
from marketdata.models import Instrument, PriceSeries, UploadDraft
from marketdata.sources import calendars, csv_file, exchanges, intervals
from marketdata.sources.assembling import LOT_SIZES
from marketdata.sources.base import AssetClass, Basis, Fetched, Identified, Interval, Listing
from marketdata.sources.csv_file import Choices, Reading
from marketdata.sources.csv_text import MOST_BYTES, CsvError
from marketdata.storing import merge_bars
from statis.errors import StatisError

# No exchange has such symbols, so a file hides nobody's prices and nobody's prices hide a file.
PREFIX: Final = "MY."
NAME: Final = re.compile(r"[A-Z0-9][A-Z0-9.\-]{0,16}", re.ASCII)
DRAFTS_KEPT: Final = 3
DRAFT_LIVES: Final = timedelta(days=1)
CALENDARS: Final = {AssetClass.CRYPTO: exchanges.ROUND_THE_CLOCK, AssetClass.FOREX: exchanges.WEEKDAYS}
ADJUSTED: Final = (
    "Adjusted by the file's own adjusted close: open, high and low are multiplied by adjusted close ÷ close."
)
AS_THEY_ARE: Final = "None here: prices as they stand in the file, which does not say whether they are adjusted."


class UploadRefused(StatisError):
    """Prices that cannot be kept as they were sent."""

    code = "UPLOAD_REFUSED"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How somebody wants their prices kept."""

    symbol: str
    name: str
    asset_class: AssetClass
    currency: str
    interval: Interval
    extends: bool


def private_symbol(text: str) -> str:
    """
    Return the symbol under which somebody's own prices are kept.

    >>> private_symbol("aapl"), private_symbol("MY.AAPL")
    ('MY.AAPL', 'MY.AAPL')

    :raises UploadRefused: if the text cannot be part of a symbol.
    """
    name = text.strip().upper().removeprefix(PREFIX)
    if not NAME.fullmatch(name):
        raise UploadRefused("Write a symbol of up to 17 letters, digits, points and hyphens, such as AAPL.")
    return PREFIX + name


def keep_draft(*, owner: User, file_name: str, raw: bytes, choices: Choices, today: date) -> UploadDraft:
    """
    Keep a file until its owner has seen what it was understood to say.

    :raises UploadRefused: if nothing can be read in it.
    """
    if len(raw) > MOST_BYTES:
        raise UploadRefused(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it by years.")
    read(raw, choices=choices, today=today)
    with transaction.atomic():
        UploadDraft.objects.filter(created_at__lt=timezone.now() - DRAFT_LIVES).delete()
        older = UploadDraft.objects.filter(owner=owner).order_by("-pk").values_list("pk", flat=True)
        UploadDraft.objects.filter(pk__in=list(older[DRAFTS_KEPT - 1 :])).delete()
        return UploadDraft.objects.create(owner=owner, file_name=file_name[-120:], content=zlib.compress(raw, 1))


def read(raw: bytes, *, choices: Choices, today: date) -> Reading:
    """
    Return what a file says.

    :raises UploadRefused: if nothing can be read in it.
    """
    try:
        return csv_file.read_csv(raw, choices=choices, today=today)
    except CsvError as problem:
        raise UploadRefused(str(problem)) from problem


def read_draft(*, draft: UploadDraft, choices: Choices, today: date) -> Reading:
    """
    Return what a kept file says.

    :raises UploadRefused: if nothing can be read in it with these choices.
    """
    return read(zlib.decompress(bytes(draft.content)), choices=choices, today=today)


@transaction.atomic
def store_draft(*, draft: UploadDraft, reading: Reading, terms: Terms) -> Instrument:
    """
    Keep the bars of a draft under its owner's symbol, and forget the draft; all of it or nothing.

    :raises UploadRefused: if a question is open, or the bars do not fit their interval or those they are to extend.
    """
    if reading.questions:
        raise UploadRefused(f"{reading.questions[0].text} Choose, then store.")
    if told := intervals.misfit(reading.columns.times, terms.interval, usual=Interval(reading.interval)):
        raise UploadRefused(told)
    symbol = private_symbol(terms.symbol)
    adjustment = ADJUSTED if reading.is_adjusted else AS_THEY_ARE
    bars = _bars(reading, terms, symbol, source=f"Your file {draft.file_name}"[:80], adjustment=adjustment)
    held = PriceSeries.objects.filter(instrument__owner=draft.owner, instrument__symbol=symbol).order_by("pk")
    same = next((series for series in held if series.interval == terms.interval), None)
    first, last = bars.dates[0].item(), bars.dates[-1].item()
    if terms.extends and same and same.adjustment != adjustment:
        raise UploadRefused(
            f"The prices of {symbol} so far are {'' if same.adjustment == ADJUSTED else 'not '}adjusted, these are "
            f"{'' if reading.is_adjusted else 'not '}. Choose the same for both, or replace what there is."
        )
    if same and not terms.extends:
        first, last = min(first, same.first_date), max(last, same.last_date)
    fetched = _fetched(bars, terms, is_adjusted=reading.is_adjusted)
    edition = merge_bars(fetched=fetched, first_date=first, last_date=last, owner=draft.owner)
    PriceSeries.objects.filter(pk=edition.series_id).update(adjustment=adjustment, note=_note(reading))
    draft.delete()
    return edition.series.instrument


def delete_upload(*, instrument: Instrument) -> None:
    """Delete somebody's own prices, every edition of them."""
    instrument.delete()


def _note(reading: Reading) -> str:
    rejected = f" {reading.rejected_count:,} of its rows were rejected." if reading.rejected_count else ""
    return f"Uploaded by you; nobody else sees these prices, and nobody has checked them.{rejected}"


def _bars(reading: Reading, terms: Terms, symbol: str, *, source: str, adjustment: str) -> Bars:
    return Bars(
        symbol=symbol,
        interval=terms.interval,
        times=reading.columns.times,
        **{name: getattr(reading.columns, name) for name in PRICE_COLUMNS},
        periods_per_year=_periods_per_year(terms),
        currency=terms.currency,
        source=source,
        adjustment=adjustment,
    )


def _periods_per_year(terms: Terms) -> int:
    if terms.interval is Interval.D1:
        return _days_a_year(terms)
    return calendars.periods_per_year(_calendar(terms), terms.interval)


def _days_a_year(terms: Terms) -> int:
    return exchanges.DAYS_A_YEAR[_calendar(terms)]


def _calendar(terms: Terms) -> str:
    return CALENDARS.get(terms.asset_class, exchanges.UNITED_STATES.calendar)


def _fetched(bars: Bars, terms: Terms, *, is_adjusted: bool) -> Fetched:
    listing = Listing(
        symbol=bars.symbol,
        name=terms.name or bars.symbol,
        asset_class=terms.asset_class,
        periods_per_year=_days_a_year(terms),
        description="Prices uploaded by their owner.",
        currency=terms.currency,
        lot_size=LOT_SIZES.get(terms.asset_class, 1.0),
    )
    identified = Identified(
        symbol=bars.symbol,
        asset_class=terms.asset_class,
        exchange="",
        calendar=_calendar(terms),
        currency=terms.currency,
    )
    return Fetched(
        listing=listing,
        identified=identified,
        bars=bars,
        # Of what a file says of splits and dividends, only the adjusted close is known, and that is in the prices.
        basis=Basis.ADJUSTED if is_adjusted else Basis.AS_TRADED,
        actions=(),
        actions_first_date=None,
        quote=None,
        fetched_at=timezone.now(),
        requests=0,
    )
