"""Instruments -> rows of a list: last close, its date, a spark line and what is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from engine.bars import Floats
from marketdata import reading, selectors
from marketdata.candles import WORDS, change_of, day_closes
from marketdata.models import Instrument, PriceSeries
from statis.curves import sparkline
from statis.templatetags import fmt

# Three months, as the column's head says, however long a bar is.
SPARK_DAYS: Final = 92


@dataclass(frozen=True, kw_only=True)
class MarketRow:
    """An instrument in a list."""

    id: str
    symbol: str
    name: str
    asset_class: str
    is_simulated: bool
    is_private: bool
    is_watched: bool
    close: str
    change: str
    change_tone: str
    date: date
    spark: str
    spark_tone: str
    years: str
    bars: str


def rows(instruments: Sequence[Instrument], *, watched: Iterable[Instrument]) -> list[MarketRow]:
    """Return the rows of some instruments, in two queries however many there are."""
    shown = main_series(selectors.series_of(instruments))
    closes = _closes(shown.values())
    own = {instrument.pk for instrument in watched}
    return [
        _row(instrument, series, closes.get(series.pk, np.empty(0)), instrument.pk in own)
        for instrument in instruments
        if (series := shown.get(instrument.pk))
    ]


def main_series(found: Iterable[PriceSeries]) -> dict[int, PriceSeries]:
    """Return the series of each instrument that stands for it: daily bars rather than shorter ones."""
    order = ["1d", *WORDS]
    chosen: dict[int, PriceSeries] = {}
    for series in sorted(found, key=lambda one: order.index(one.interval)):
        chosen.setdefault(series.instrument_id, series)
    return chosen


def chosen_series(found: Sequence[PriceSeries], interval: str) -> PriceSeries:
    """Return the series of an interval, or the one that stands for the instrument."""
    asked = [series for series in found if series.interval == interval]
    return asked[0] if asked else next(iter(main_series(found).values()))


def _closes(series: Iterable[PriceSeries]) -> dict[int, Floats]:
    """Return the latest closes of each series, one a day, none of one whose stored prices cannot be used."""
    return {
        pk: day_closes(bars.between(bars.dates[-1].item() - timedelta(days=SPARK_DAYS), None))
        for pk, bars in reading.latest(series, days=SPARK_DAYS).items()
    }


def _row(instrument: Instrument, series: PriceSeries, closes: Floats, is_watched: bool) -> MarketRow:
    change = change_of(closes)
    last = float(closes[-1]) if len(closes) else None
    return MarketRow(
        id=str(instrument.pk),
        symbol=instrument.symbol,
        name=instrument.name,
        asset_class=instrument.get_asset_class_display(),
        is_simulated=instrument.is_simulated,
        is_private=instrument.owner_id is not None,
        is_watched=is_watched,
        close=fmt.price(last, instrument.price_decimals),
        change=fmt.percent(change, 2),
        change_tone=fmt.direction(change, "percent2"),
        date=series.last_date,
        spark=sparkline(closes.tolist()),
        spark_tone="line--loss" if len(closes) and closes[-1] < closes[0] else "line--gain",
        years=_years(series),
        bars=f"{fmt.count(series.bar_count)} {WORDS[series.interval]} bar{'' if series.bar_count == 1 else 's'}",
    )


def _years(series: PriceSeries) -> str:
    first, last = series.first_date.year, series.last_date.year
    return f"{first} to {last}" if first != last else str(first)
