"""The blocks bars are kept in, a year or a month each: what an edition shares with the one before is not copied."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from engine.bars import PRICE_COLUMNS
from marketdata.models import BarChunk, PriceSeries
from marketdata.sources import columns
from marketdata.sources.base import Interval
from marketdata.sources.columns import Columns
from marketdata.sources.ranges import Days

# A year of bars shorter than an hour would be a large block to write again every day.
LONGEST_IN_MONTHS: Final = Interval.M30.seconds

Period = tuple[int, int]  # a year and a month, 0 for the whole year


def merged_chunks(series: PriceSeries, new: Columns, days: Days) -> list[BarChunk]:
    """Return the chunks of the next edition, oldest first: those the days do not touch are the same rows."""
    held = {_period(chunk): chunk for chunk in series.current.chunks.all()} if series.current else {}
    parts = _by_period(new, series.interval)
    touched = [period for period, one in held.items() if one.first_date <= days.last and one.last_date >= days.first]
    merged = {period: _replaced(held.get(period), parts.get(period), days) for period in {*touched, *parts}}
    written = _chunks(series, {period: part for period, part in merged.items() if len(part)})
    kept = {period: chunk for period, chunk in held.items() if period not in merged}
    return [chunk for _, chunk in sorted((kept | written).items())]


def _period(chunk: BarChunk) -> Period:
    return chunk.year, chunk.month


def _by_period(new: Columns, interval: str) -> dict[Period, Columns]:
    months = new.times.astype("datetime64[M]").astype(int)
    is_monthly = Interval(interval).seconds <= LONGEST_IN_MONTHS
    keys = months if is_monthly else months // 12
    found = {}
    for key in np.unique(keys).tolist():
        year, month = (1970 + key // 12, key % 12 + 1) if is_monthly else (1970 + key, 0)
        found[year, month] = _rows(new, keys == key)
    return found


def _rows(values: Columns, chosen: Any) -> Columns:
    return Columns(**{name: getattr(values, name)[chosen] for name in ("times", *PRICE_COLUMNS)})


def _replaced(chunk: BarChunk | None, new: Columns | None, days: Days) -> Columns:
    """Return the bars of a period with those of some days replaced."""
    parts = [new] if new else []
    if chunk:
        held = columns.decode(bytes(chunk.columns))
        stamps = held.times.astype("datetime64[D]")
        outside = (stamps < np.datetime64(days.first)) | (stamps > np.datetime64(days.last))
        parts.append(_rows(held, outside))
    joined = columns.join(parts)
    return _rows(joined, np.argsort(joined.times, kind="stable"))


def _chunks(series: PriceSeries, parts: Mapping[Period, Columns]) -> dict[Period, BarChunk]:
    """Return the rows that hold these bars, those that are there already among them."""
    hashes = {period: columns.content_hash(part) for period, part in parts.items()}
    there = {chunk.content_hash: chunk for chunk in series.chunks.filter(content_hash__in=hashes.values())}
    new = {period: _chunk(series, period, part, hashes[period]) for period, part in parts.items()}
    new = {period: chunk for period, chunk in new.items() if chunk.content_hash not in there}
    BarChunk.objects.bulk_create(new.values())
    return {period: there.get(hashes[period]) or new[period] for period in parts}


def _chunk(series: PriceSeries, period: Period, part: Columns, content_hash: str) -> BarChunk:
    dates = part.times.astype("datetime64[D]")
    return BarChunk(
        series=series,
        year=period[0],
        month=period[1],
        first_date=dates[0].item(),
        last_date=dates[-1].item(),
        bar_count=len(part),
        columns=columns.encode(part),
        content_hash=content_hash,
    )
