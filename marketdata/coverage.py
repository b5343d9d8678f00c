"""Series -> the bars that show, by source and year, what is stored and what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from marketdata.candles import WORDS
from marketdata.models import BarChunk, PriceSeries
from statis.templatetags import fmt

# A year with fewer of its bars than this is told in words.
FULL_ENOUGH: Final = 0.9
COLUMN: Final = 10.0
HEIGHT: Final = 100.0
SPACE: Final = 1.5


@dataclass(frozen=True, kw_only=True)
class Year:
    """A year of a series: where its column stands, how high, and its bars."""

    year: int
    bars: int
    text: str
    x: str
    y: str
    height: str


@dataclass(frozen=True, kw_only=True)
class SeriesCoverage:
    """A series: what it is, its years, and what is missing in words."""

    label: str
    source: str
    span: str
    gaps: str
    years: tuple[Year, ...]


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """The bars of one year, a number for each series."""

    year: int
    bars: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CoverageChart:
    """The coverage of an instrument, every series over the same years."""

    first_year: int
    last_year: int
    width: str
    column: str
    series: tuple[SeriesCoverage, ...]
    table: tuple[YearRow, ...]


def coverage_chart(found: Sequence[PriceSeries], chunks: Iterable[BarChunk]) -> CoverageChart:
    """Return the coverage of some series of one instrument."""
    counts: dict[int, dict[int, int]] = {series.pk: {} for series in found}
    for chunk in chunks:
        held = counts[chunk.series_id]
        held[chunk.year] = held.get(chunk.year, 0) + chunk.bar_count
    years = range(min(one.first_date.year for one in found), max(one.last_date.year for one in found) + 1)
    return CoverageChart(
        first_year=years[0],
        last_year=years[-1],
        width=f"{len(years) * COLUMN:g}",
        column=f"{COLUMN - SPACE:g}",
        series=tuple(_series(one, counts[one.pk], years) for one in found),
        table=tuple(YearRow(year=at, bars=tuple(counts[one.pk].get(at, 0) for one in found)) for at in years),
    )


def _series(series: PriceSeries, counts: dict[int, int], years: range) -> SeriesCoverage:
    full = max(counts.values(), default=1)
    if series.interval == "1d":
        full = series.instrument.periods_per_year
    columns = [_year(year, counts.get(year, 0), full, at) for at, year in enumerate(years)]
    return SeriesCoverage(
        label=WORDS[series.interval].capitalize(),
        source=series.source,
        span=f"{fmt.count(series.bar_count)} bars",
        gaps=gaps_in_words(series.first_date.year, series.last_date.year, counts, full),
        years=tuple(columns),
    )


def _year(year: int, bars: int, full: int, at: int) -> Year:
    height = min(1.0, bars / full) * HEIGHT
    text = f"{year}: {fmt.count(bars)} bars" if bars else f"{year}: no bars"
    return Year(
        year=year,
        bars=bars,
        text=text,
        x=f"{at * COLUMN + SPACE / 2:g}",
        y=f"{HEIGHT - height:.4g}",
        height=f"{height:.4g}",
    )


def gaps_in_words(first: int, last: int, counts: dict[int, int], full: int) -> str:
    """
    Return which years between the first and the last lack bars, or that none does.

    >>> gaps_in_words(2000, 2004, {2000: 3, 2001: 252, 2003: 100, 2004: 5}, 252)
    'Nothing in 2002; fewer bars than usual in 2003 (100 of about 252).'
    >>> gaps_in_words(2000, 2001, {2000: 252, 2001: 5}, 252)
    'No year is missing.'
    """
    between = range(first + 1, last)
    empty = [str(year) for year in between if not counts.get(year)]
    thin = [
        f"{year} ({fmt.count(counts[year])} of about {fmt.count(full)})"
        for year in between
        if 0 < counts.get(year, 0) < FULL_ENOUGH * full
    ]
    parts = [f"nothing in {', '.join(empty)}"] if empty else []
    parts += [f"fewer bars than usual in {', '.join(thin)}"] if thin else []
    told = "; ".join(parts) or "no year is missing"
    return f"{told[0].upper()}{told[1:]}."
