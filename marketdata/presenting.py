"""An instrument and its bars -> what its page shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
from django.utils import timezone
from django.utils.timesince import timesince

from engine.bars import PRICE_COLUMNS, Bars
from marketdata.candles import INTRADAY, WORDS, candles_of, change_of, chart_data, day_closes
from marketdata.inspecting import inspected
from marketdata.models import Instrument, PriceSeries
from marketdata.sources import editions
from marketdata.sources.findings import Finding, Severity
from statis.templatetags import fmt

ALL: Final = "all"
# What a range is called, and its days.
RANGES: Final = {
    "5d": ("5D", 7),
    "1m": ("1M", 31),
    "3m": ("3M", 92),
    "6m": ("6M", 183),
    "1y": ("1Y", 366),
    "5y": ("5Y", 1827),
    ALL: ("All", 0),
}
FIRST_RANGE: Final = {**dict.fromkeys(INTRADAY, "5d"), "1d": "1y"}
TONES: Final = {Severity.ERROR: "danger", Severity.WARNING: "warning", Severity.NOTE: "neutral"}
YEAR_DAYS: Final = 365
LATEST: Final = 10
CSV_HEADER: Final = ("time", *PRICE_COLUMNS)
LINES_AT_ONCE: Final = 5_000


@dataclass(frozen=True, kw_only=True)
class Link:
    """A choice of a range or an interval."""

    key: str
    label: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Quote:
    """The last stored price, how old it is, its change from the day before, and the extremes of the year before it."""

    close: str
    currency: str
    at: str
    age: str
    change: str
    tone: str
    before: str
    high: str
    high_on: str
    low: str
    low_on: str


@dataclass(frozen=True, kw_only=True)
class CandleChart:
    """The chart: `data` for the script, the rest for people."""

    label: str
    note: str
    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class BarRow:
    """One bar in the table of the latest."""

    at: str
    prices: tuple[str, ...]
    volume: str


@dataclass(frozen=True, kw_only=True)
class Oddity:
    """Something wrong or odd in the bars: how grave, what, when first, and what to do."""

    label: str
    tone: str
    text: str
    when: str
    to_do: str


def range_key(wanted: str, interval: str) -> str:
    """Return the range an address asks for, or the one a chart of this interval opens with."""
    return wanted if wanted in RANGES else FIRST_RANGE.get(interval, "5y")


def range_links(series: PriceSeries, key: str) -> tuple[Link, ...]:
    """Return the ranges shorter than what is stored, and all."""
    stored = (series.last_date - series.first_date).days
    offered = [one for one, (_, days) in RANGES.items() if days < stored]
    if series.interval not in INTRADAY:
        offered = [one for one in offered if one not in ("5d", "1m")]
    return tuple(Link(key=one, label=RANGES[one][0], is_current=one == key) for one in offered)


def interval_links(found: Sequence[PriceSeries], interval: str) -> tuple[Link, ...]:
    """Return the intervals there are bars of, the shortest first; none if there is no choice."""
    held = {series.interval for series in found}
    links = [Link(key=one, label=WORDS[one].capitalize(), is_current=one == interval) for one in WORDS if one in held]
    return tuple(links) if len(links) > 1 else ()


def quote(bars: Bars, *, now: datetime | None = None) -> Quote:
    """Return what the last bar says, and how long ago that was."""
    year = bars.between(bars.dates[-1].item() - timedelta(days=YEAR_DAYS), None)
    high, low = int(year.high.argmax()), int(year.low.argmin())
    closes = day_closes(bars)
    change = change_of(closes)
    today = timezone.localtime(now or timezone.now()).date()
    return Quote(
        close=fmt.price(float(bars.close[-1]), bars.price_decimals),
        currency=bars.currency,
        at=moment(bars, -1),
        age=age_of(bars.dates[-1].item(), today),
        change=fmt.percent(change, 2),
        tone=fmt.direction(change, "percent2"),
        before=fmt.price(float(closes[-2]), bars.price_decimals) if len(closes) > 1 else "",
        high=fmt.price(float(year.high[high]), bars.price_decimals),
        high_on=day(year.dates[high].item()),
        low=fmt.price(float(year.low[low]), bars.price_decimals),
        low_on=day(year.dates[low].item()),
    )


def age_of(then: date, today: date) -> str:
    """
    Return how old a price is, in words.

    >>> age_of(date(2025, 2, 11), date(2025, 2, 11)), age_of(date(2025, 2, 10), date(2025, 2, 11))
    ('of today', 'of yesterday')
    >>> age_of(date(2013, 3, 1), date(2025, 2, 11))
    '11 years old'
    """
    days = (today - then).days
    if days <= 1:
        return "of yesterday" if days == 1 else "of today"
    return f"{timesince(then, today, depth=1)} old".replace("\xa0", " ")


def chart(bars: Bars, *, key: str) -> CandleChart:
    """Return the candles of a range, at most as many as a screen can show."""
    days = RANGES[key][1]
    shown = bars.between(bars.dates[-1].item() - timedelta(days=days), None) if days else bars
    candles = candles_of(shown)
    word = WORDS[candles.interval]
    note = ""
    if candles.interval != bars.interval:
        note = (
            f"{word.capitalize()} candles: {fmt.count(len(shown))} {WORDS[bars.interval]} bars would be more than a "
            "screen can show. Highs and lows are those of the bars."
        )
    span = f"from {moment(shown, 0)} to {moment(shown, -1)}"
    return CandleChart(
        label=f"{word.capitalize()} candles of {bars.symbol} {span}. The table below has the latest bars.",
        note=note,
        data=chart_data(candles.bars),
    )


def oddities(bars: Bars) -> list[Oddity]:
    """Return what is wrong or odd in the bars, the gravest first."""
    return [
        Oddity(
            label=one.severity.value.capitalize(),
            tone=TONES[one.severity],
            text=one.text,
            when=_first_times(one),
            to_do=one.to_do,
        )
        for one in inspected(bars)
    ]


def _first_times(finding: Finding) -> str:
    shown = ", ".join(time_in_words(one) for one in finding.first)
    return f"{shown} and later" if finding.count > len(finding.first) else shown


def time_in_words(text: str) -> str:
    """
    Return an ISO date, with a time of day or without, in words.

    >>> time_in_words("2008-07-01"), time_in_words("2024-11-29 09:30")
    ('1 Jul 2008', '29 Nov 2024 09:30')
    """
    iso, _, time = text.partition(" ")
    return f"{day(date.fromisoformat(iso))} {time}".rstrip()


def latest(bars: Bars) -> list[BarRow]:
    """Return the latest bars, the newest first."""
    return [_bar_row(bars, at) for at in range(len(bars) - 1, max(-1, len(bars) - 1 - LATEST), -1)]


def _bar_row(bars: Bars, at: int) -> BarRow:
    return BarRow(
        at=moment(bars, at),
        prices=tuple(fmt.price(float(getattr(bars, name)[at]), bars.price_decimals) for name in PRICE_COLUMNS[:4]),
        volume=fmt.count(float(bars.volume[at])) if bars.volume.any() else fmt.MISSING,
    )


def moment(bars: Bars, at: int) -> str:
    """Return when a bar was, with the time of its exchange for bars within days."""
    stamp = bars.times[at].astype("datetime64[s]").item()
    return f"{day(stamp.date())}, {stamp:%H:%M}" if bars.interval in INTRADAY else day(stamp.date())


def day(value: date) -> str:
    """
    Return a date in words.

    >>> day(date(2013, 3, 1))
    '1 Mar 2013'
    """
    return f"{value.day} {value:%b %Y}"


def facts(instrument: Instrument, series: PriceSeries, bars: Bars | None) -> list[tuple[str, str]]:
    """Return what is known of an instrument and the series shown, as labels and texts."""
    known = [
        ("Asset class", instrument.get_asset_class_display()),
        ("Exchange", instrument.exchange),
        ("Calendar", instrument.calendar),
        ("Time zone", instrument.time_zone),
        ("Currency", instrument.currency),
        ("Trading days a year", str(instrument.periods_per_year)),
        ("Smallest quantity", fmt.quantity(instrument.lot_size)),
        ("Source", bars.source if bars else series.source),
        ("Licence", series.licence),
        ("Adjustment", bars.adjustment if bars else series.adjustment),
        ("Note", series.note),
    ]
    return [(label, text) for label, text in known if text]


def corporate_actions(series: PriceSeries) -> list[tuple[str, str]]:
    """Return the splits and dividends that are known, as days and texts, the newest first."""
    known = editions.effects_of(series.current.actions) if series.current else ()
    currency = series.instrument.currency
    return [(day(one.date), action_in_words(one.kind, one.value, currency)) for one in reversed(known)]


def action_in_words(kind: str, value: float, currency: str) -> str:
    """
    Return a split or a dividend in words.

    >>> action_in_words("split", 4.0, "USD"), action_in_words("split", 0.125, "USD")
    ('Split, 4 for 1', 'Split, 1 for 8')
    >>> action_in_words("dividend", 0.25, "USD")
    'Dividend, USD 0.25 a share'
    """
    if kind == "dividend":
        return f"Dividend, {currency} {value:.6g} a share"
    return f"Split, {value:.6g} for 1" if value >= 1 else f"Split, 1 for {1 / value:.6g}"


def csv_rows(bars: Bars) -> Iterator[str]:
    """Return the bars as CSV, some thousand lines at a time, every number as it is stored."""
    yield ",".join(CSV_HEADER) + "\r\n"
    # A server hands on every part by itself: a part for each line takes longer than the lines.
    for first in range(0, len(bars), LINES_AT_ONCE):
        yield "".join(_csv_lines(bars, slice(first, first + LINES_AT_ONCE)))


def _csv_lines(bars: Bars, some: slice) -> Iterator[str]:
    unit = "datetime64[s]" if bars.interval in INTRADAY else "datetime64[D]"
    times = np.char.replace(bars.times[some].astype(unit).astype(str), "T", " ").tolist()
    columns = [getattr(bars, name)[some].tolist() for name in PRICE_COLUMNS]
    for time, *prices in zip(times, *columns, strict=True):
        yield f"{time},{','.join(map(repr, prices))}\r\n"
