"""Prices from Yahoo Finance through yfinance: no key, every asset class, days for decades and minutes for weeks."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from marketdata.sources import calendars
from marketdata.sources.assembling import (
    Table,
    bars_a_year,
    bars_of,
    between_zones,
    check_answered,
    joined,
    listing_of,
    no_bars,
    over,
    shortest,
    unknown,
    wanted,
)
from marketdata.sources.base import (
    Action,
    AssetClass,
    BarRequest,
    Basis,
    Failure,
    Fetched,
    Identified,
    Interval,
    Listing,
    Quote,
    SourceError,
    SourceFacts,
)
from marketdata.sources.http import Limits, rate_limited
from marketdata.sources.intervals import check_offered, earliest, grouped, too_far_back
from marketdata.sources.symbols import identify, is_plausible

if TYPE_CHECKING:
    from marketdata.sources.yahoo_session import Line

PUBLIC_URL: Final = "https://finance.yahoo.com"
FACTS: Final = SourceFacts(
    name="yahoo",
    label="Yahoo Finance",
    # How far back each reaches, and that minutes come a week at a time, is Yahoo's own rule (seen in November 2026).
    intervals={
        Interval.M1: 30,
        Interval.M5: 60,
        Interval.M15: 60,
        Interval.M30: 60,
        Interval.H1: 730,
        Interval.D1: None,
        Interval.WK1: None,
        Interval.MO1: None,
    },
    asset_classes=frozenset(AssetClass),
    basis=Basis.SPLIT_ADJUSTED,
    volume_unit="shares or contracts in today's terms; US dollars for crypto; none for currency pairs",
    time_zone="the exchange's own",
    needs_key=False,
    # Yahoo states no limit and answers 429 to whoever asks too often: this is a polite guess.
    requests_a_minute=30,
    url_note="No key is needed. Yahoo offers its prices for personal use.",
    note="Weeks and months are made from days. How late a quote is Yahoo does not say.",
)
DAYS_A_REQUEST: Final[Mapping[Interval, int]] = {Interval.M1: 7}
CLASSES: Final = {
    "EQUITY": AssetClass.STOCK,
    "ETF": AssetClass.ETF,
    "MUTUALFUND": AssetClass.ETF,
    "INDEX": AssetClass.INDEX,
    "CRYPTOCURRENCY": AssetClass.CRYPTO,
    "CURRENCY": AssetClass.FOREX,
    "FUTURE": AssetClass.FUTURE,
}
# What Yahoo quotes in hundredths, with the currency that is meant.
HUNDREDTHS: Final = {"GBp": "GBP", "GBX": "GBP", "ZAc": "ZAR", "ILA": "ILS"}
SPLIT_DECIMALS: Final = 6


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one question to Yahoo brought: a table in its own units, the actions in the range, and facts besides."""

    table: Table
    dividends: Mapping[date, float]
    splits: Mapping[date, float]
    meta: Mapping[str, Any]


@dataclass(kw_only=True)
class Yahoo:
    """Yahoo Finance; `cache_dir` is where yfinance may write, should a version of it want to."""

    cache_dir: Path
    base_url: str = PUBLIC_URL
    limits: Limits = field(default_factory=Limits)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    facts: SourceFacts = FACTS
    _own: threading.local = field(default_factory=threading.local)

    def fetch(self, request: BarRequest) -> Fetched:
        """
        Return the bars asked for, in today's shares, with every split and dividend since the first date.

        :raises SourceError: if they cannot be had, with the reason.
        """
        now = self.now()
        if not is_plausible(request.symbol):
            raise unknown(FACTS, request.symbol)
        check_offered(FACTS, request, now.date())
        identified = identify(request.symbol)
        bars_a_year(identified, request.interval)
        line = self._line()
        journal = line.session.begin()
        with _explained(request):
            daily = _asked(line, identified, Interval.D1, _first_day_asked(request), now.date())
            parts = [daily]
            if request.interval.is_intraday:
                parts = [_asked(line, identified, request.interval, *days) for days in _slices(request, now)]
            return _fetched(request, identified, daily, parts, now, journal.requests)

    def search(self, words: str) -> list[Listing]:
        """
        Return the instruments whose symbol or name is like the words.

        :raises SourceError: if Yahoo cannot be asked.
        """
        line = self._line()
        line.session.begin()
        try:
            found = line.found(words[:100], 10)
        except SourceError as error:
            if error.kind is Failure.UNKNOWN_SYMBOL:
                return []
            raise
        except Exception as problem:
            raise _misunderstood(problem) from None
        return list(_listings(found))

    def _line(self) -> "Line":
        """Return this thread's session; a forked process must not talk over its parent's connection."""
        # Three seconds to load: only a process that asks Yahoo pays for it.
        from marketdata.sources import yahoo_session

        if getattr(self._own, "pid", None) != os.getpid():
            self._own.line = yahoo_session.connected(
                base_url=self.base_url, cache_dir=self.cache_dir, limits=self.limits, sleep=self.sleep
            )
            self._own.pid = os.getpid()
        line: Line = self._own.line
        return line


@contextmanager
def _explained(request: BarRequest) -> Iterator[None]:
    """Turn whatever goes wrong into a sentence about the symbol asked for."""
    try:
        yield
    except SourceError as error:
        if error.kind is Failure.UNKNOWN_SYMBOL:
            raise unknown(FACTS, request.symbol) from None
        if error.kind is Failure.NO_BARS:
            raise no_bars(FACTS, request.symbol) from None
        raise
    except Exception as problem:
        # yfinance meets an answer it does not expect with any error at all.
        if type(problem).__name__ in ("YFPricesMissingError", "YFTickerMissingError"):
            raise no_bars(FACTS, request.symbol) from None
        raise _misunderstood(problem) from None


def _misunderstood(problem: Exception) -> SourceError:
    if type(problem).__name__ == "YFRateLimitError":
        return rate_limited(FACTS.label)
    return SourceError(Failure.BAD_ANSWER, f"{FACTS.label} sent an answer of a shape that Statis does not know.")


def _first_day_asked(request: BarRequest) -> date | None:
    """Return from which day on days are asked for; with minutes they bring the actions, and some there must be."""
    if request.first_date and request.interval.is_intraday:
        return request.first_date - timedelta(days=7)
    return request.first_date


def _slices(request: BarRequest, now: datetime) -> Iterator[tuple[date, date]]:
    """Yield the first and last days of the questions an intraday range takes."""
    first = request.first_date or earliest(FACTS, request.interval, now.date())
    if first is None:
        raise SourceError(Failure.NOT_OFFERED, too_far_back(FACTS, request.interval, now.date()))
    last = min(request.last_date, now.date())
    step = timedelta(days=DAYS_A_REQUEST.get(request.interval, 10_000))
    while first <= last:
        yield first, min(last, first + step - timedelta(days=1))
        first += step


def _asked(line: "Line", identified: Identified, interval: Interval, first: date | None, last: date) -> Part:
    """Return what Yahoo has between two days, both included."""
    zone = calendars.time_zone(identified.calendar)
    history = line.history(identified.symbol, zone)
    dates = {"period": "max"} if first is None else {"start": first, "end": last + timedelta(days=1)}
    frame = history.history(
        interval=interval.value, prepost=False, actions=True, auto_adjust=False, timeout=None, **dates
    )
    local = frame.index.tz_localize(None)
    times = local.to_numpy().astype("datetime64[us]")
    if interval.is_intraday:
        times = between_zones(times, str(frame.index.tz), zone)
    else:
        times = times.astype("datetime64[D]").astype("datetime64[us]")
    names = ("Open", "High", "Low", "Close", "Volume")
    values = {name.lower(): frame[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in names}
    days = [moment.date() for moment in local]
    return Part(
        table=Table(times=times, **values),
        dividends=_events(days, frame["Dividends"]),
        splits=_events(days, frame["Stock Splits"]),
        meta=history.get_history_metadata(),
    )


def _events(days: list[date], column: Any) -> dict[date, float]:
    pairs = zip(days, column.to_numpy(dtype=np.float64), strict=True)
    return {day: float(value) for day, value in pairs if value > 0 and np.isfinite(value)}


def _fetched(
    request: BarRequest, identified: Identified, daily: Part, parts: list[Part], now: datetime, requests: int
) -> Fetched:
    check_answered(FACTS, identified, daily.meta.get("symbol"))
    currency, factor = _currency(str(daily.meta.get("currency") or ""))
    listing = _listing(identified, daily.meta, currency, factor)
    table = joined([part.table for part in parts]).sorted().without_gaps()
    table = _tidied(table).scaled(factor)
    basis = Basis.SPLIT_ADJUSTED
    return Fetched(
        listing=listing,
        identified=identified,
        bars=bars_of(
            _cut(table, request, identified, now),
            facts=FACTS,
            listing=listing,
            identified=identified,
            interval=request.interval,
            basis=basis,
        ),
        basis=basis,
        actions=tuple(
            action
            for action in actions_as_paid(daily.dividends, daily.splits, factor)
            if request.first_date is None or action.date >= request.first_date
        ),
        actions_first_date=request.first_date or _first_day(daily.table),
        quote=_quote(daily.meta, currency, factor),
        fetched_at=now,
        requests=requests,
        notes=(f"Yahoo quotes it in hundredths; prices are given in {currency}.",) if factor != 1 else (),
    )


def _cut(table: Table, request: BarRequest, identified: Identified, now: datetime) -> Table:
    """Return the bars of the range that are over, days put together to weeks or months where those are wanted."""
    kept = over(table, Interval.D1 if not request.interval.is_intraday else request.interval, identified.calendar, now)
    if request.interval in (Interval.WK1, Interval.MO1):
        kept = over(Table(**grouped(kept, request.interval)), request.interval, identified.calendar, now)
    return wanted(kept, request)


def _tidied(table: Table) -> Table:
    """Return the table with the decimals Yahoo lost to 32 bits, and each time once: a live bar may come twice."""
    names = ("open", "high", "low", "close")
    prices = {name: shortest(getattr(table, name)) for name in names}
    tidy = Table(times=table.times, **prices, volume=table.volume)
    return tidy.where(np.append(np.diff(tidy.times) > np.timedelta64(0, "us"), True)[: len(tidy)])


def actions_as_paid(
    dividends: Mapping[date, float], splits: Mapping[date, float], factor: float = 1.0
) -> tuple[Action, ...]:
    """
    Return splits and dividends in order of their days; Yahoo gives dividends in today's shares, we give them as paid.

    >>> actions_as_paid({date(2012, 8, 9): 0.094643}, {date(2014, 6, 9): 7.0, date(2020, 8, 31): 4.0})[0].value
    2.65
    """
    found = [Action(date=day, kind="split", value=round(ratio, SPLIT_DECIMALS)) for day, ratio in splits.items()]
    for day, amount in dividends.items():
        shares = float(np.prod([ratio for split, ratio in splits.items() if split > day]))
        # Yahoo gives six decimals of today's share: what lies beyond them is noise of the multiplication.
        decimals = 6 - max(0, int(np.ceil(np.log10(shares))))
        found.append(Action(date=day, kind="dividend", value=round(amount * shares, decimals) * factor))
    return tuple(sorted(found, key=lambda action: (action.date, action.kind)))


def _currency(quoted: str) -> tuple[str, float]:
    """Return the currency Yahoo means, and what to multiply its prices by."""
    return (HUNDREDTHS[quoted], 0.01) if quoted in HUNDREDTHS else (quoted.upper(), 1.0)


def _listing(identified: Identified, meta: Mapping[str, Any], currency: str, factor: float) -> Listing:
    hint = meta.get("priceHint")
    decimals = hint if isinstance(hint, int) else 2
    return listing_of(
        identified,
        name=str(meta.get("longName") or meta.get("shortName") or ""),
        asset_class=CLASSES.get(str(meta.get("instrumentType"))),
        currency=currency,
        decimals=decimals if factor == 1 else decimals + 2,
    )


def _quote(meta: Mapping[str, Any], currency: str, factor: float) -> Quote | None:
    price: Any = meta.get("regularMarketPrice")
    at: Any = meta.get("regularMarketTime")
    if not isinstance(price, int | float) or not hasattr(at, "to_pydatetime"):
        return None
    return Quote(price=round(float(price) * factor, 8), at=at.to_pydatetime().astimezone(UTC), currency=currency)


def _first_day(table: Table) -> date | None:
    return table.times[0].astype("datetime64[D]").item() if len(table) else None


def _listings(found: list[dict[str, Any]]) -> Iterator[Listing]:
    for quote in found:
        identified = identify(str(quote.get("symbol") or ""))
        asset_class = CLASSES.get(str(quote.get("quoteType")).upper())
        if asset_class is None or not is_plausible(identified.symbol):
            continue
        name = str(quote.get("longname") or quote.get("shortname") or "")
        try:
            yield listing_of(identified, name=name, asset_class=asset_class)
        except SourceError:
            # Its exchange's calendar is out of order: it could not be used.
            continue
