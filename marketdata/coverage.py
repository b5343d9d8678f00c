"""Series -> the bars that show, by source and year, what is stored, from whom, and what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from marketdata.candles import WORDS
from marketdata.models import BarChunk, PriceSeries
from marketdata.sources import editions
from marketdata.sources.adjusting import Piece
from marketdata.supported import BASES
from statis.templatetags import fmt

# A year with fewer of its bars than this is told in words.
FULL_ENOUGH: Final = 0.9
COLUMN: Final = 10.0
HEIGHT: Final = 100.0
SPACE: Final = 1.5
# As many sources have a colour of their own; further ones share the last.
COLOURS: Final = 5
# Of a series put together from many parts the latest are told.
MOST_PIECES: Final = 6


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a year's column, as wide as its source's share of the days."""

    x: str
    width: str
    css: str


@dataclass(frozen=True, kw_only=True)
class Year:
    """A year of a series: where its column stands, how high, and whose its bars are."""

    year: int
    bars: int
    text: str
    x: str
    y: str
    height: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class PieceRow:
    """Some days of a series that came from one source."""

    css: str
    source: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SeriesCoverage:
    """A series: what it is, its years, and what is missing in words."""

    label: str
    source: str
    span: str
    gaps: str
    years: tuple[Year, ...]
    pieces: tuple[PieceRow, ...]
    earlier: int


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
    legend: tuple[tuple[str, str], ...]
    table: tuple[YearRow, ...]


def coverage_chart(found: Sequence[PriceSeries], chunks: Iterable[BarChunk]) -> CoverageChart:
    """Return the coverage of some series of one instrument."""
    counts: dict[int, dict[int, int]] = {series.pk: {} for series in found}
    for chunk in chunks:
        held = counts[chunk.series_id]
        held[chunk.year] = held.get(chunk.year, 0) + chunk.bar_count
    years = range(min(one.first_date.year for one in found), max(one.last_date.year for one in found) + 1)
    pieces = {one.pk: _pieces(one) for one in found}
    colours = _colours([piece.source for series in found for piece in pieces[series.pk]])
    return CoverageChart(
        first_year=years[0],
        last_year=years[-1],
        width=f"{len(years) * COLUMN:g}",
        column=f"{COLUMN - SPACE:g}",
        series=tuple(_series(one, counts[one.pk], years, pieces[one.pk], colours) for one in found),
        legend=tuple((css, source) for source, css in colours.items()),
        table=tuple(YearRow(year=at, bars=tuple(counts[one.pk].get(at, 0) for one in found)) for at in years),
    )


def _pieces(series: PriceSeries) -> tuple[Piece, ...]:
    """Return which days of a series are whose."""
    return editions.pieces_of(series.current.pieces) if series.current else ()


def _colours(sources: Sequence[str]) -> dict[str, str]:
    """
    Return the class that colours each source, in the order they first appear.

    >>> _colours(["Yahoo Finance", "Finnhub", "Yahoo Finance"])
    {'Yahoo Finance': 'source-1', 'Finnhub': 'source-2'}
    """
    return {source: f"source-{min(at, COLOURS - 1) + 1}" for at, source in enumerate(dict.fromkeys(sources))}


def _series(
    series: PriceSeries, counts: dict[int, int], years: range, pieces: Sequence[Piece], colours: Mapping[str, str]
) -> SeriesCoverage:
    full = series.periods_per_year
    columns = [_year(year, counts.get(year, 0), full, at, pieces, colours) for at, year in enumerate(years)]
    return SeriesCoverage(
        label=WORDS[series.interval].capitalize(),
        source=series.source,
        span=f"{fmt.count(series.bar_count)} bars",
        gaps=gaps_in_words(series.first_date.year, series.last_date.year, counts, full),
        years=tuple(columns),
        pieces=tuple(_piece_row(one, colours) for one in reversed(pieces[-MOST_PIECES:])),
        earlier=max(0, len(pieces) - MOST_PIECES),
    )


def _piece_row(piece: Piece, colours: Mapping[str, str]) -> PieceRow:
    span = f"{piece.first_date:%-d %b %Y} to {piece.last_date:%-d %b %Y}"
    return PieceRow(css=colours[piece.source], source=piece.source, text=f"{span}, kept {BASES[piece.basis]}")


def _year(year: int, bars: int, full: int, at: int, pieces: Sequence[Piece], colours: Mapping[str, str]) -> Year:
    height = min(1.0, bars / full) * HEIGHT
    within = [(piece, days) for piece in pieces if (days := _days_within(piece, year))]
    whose = ", ".join(dict.fromkeys(piece.source for piece, _ in within))
    text = f"{year}: {fmt.count(bars)} bars{f' from {whose}' if whose else ''}" if bars else f"{year}: no bars"
    return Year(
        year=year,
        bars=bars,
        text=text,
        x=f"{at * COLUMN + SPACE / 2:g}",
        y=f"{HEIGHT - height:.4g}",
        height=f"{height:.4g}",
        parts=_parts(at * COLUMN + SPACE / 2, within, colours) if bars else (),
    )


def _parts(x: float, within: Sequence[tuple[Piece, int]], colours: Mapping[str, str]) -> tuple[Part, ...]:
    total, parts = sum(days for _, days in within), []
    for piece, days in within:
        width = (COLUMN - SPACE) * days / total
        parts.append(Part(x=f"{x:.4g}", width=f"{width:.4g}", css=colours[piece.source]))
        x += width
    return tuple(parts)


def _days_within(piece: Piece, year: int) -> int:
    """Return how many days of a year a piece reaches over."""
    first, last = max(piece.first_date, date(year, 1, 1)), min(piece.last_date, date(year, 12, 31))
    return max(0, (last - first).days + 1)


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
