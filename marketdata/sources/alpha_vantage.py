"""Prices from Alpha Vantage over plain HTTP: a free key gives a hundred days, and weeks and months for decades."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Final

import numpy as np

from marketdata.sources.assembling import (
    Table,
    bars_a_year,
    bars_of,
    between_zones,
    check_requests,
    joined,
    listing_of,
    no_bars,
    over,
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
    SourceError,
    SourceFacts,
)
from marketdata.sources.calendars import time_zone
from marketdata.sources.http import Http, Limits, key_rejected, rate_limited
from marketdata.sources.intervals import check_offered, next_start, period_starts
from marketdata.sources.symbols import identify, is_plausible

PUBLIC_URL: Final = "https://www.alphavantage.co"
LABEL: Final = "Alpha Vantage"
# What a free key is given, and what is kept for paying ones: as seen in November 2026.
FREE: Final = SourceFacts(
    name="alpha_vantage",
    label=LABEL,
    # A hundred sessions; that many fit into 140 days of any exchange.
    intervals={Interval.D1: 140, Interval.WK1: None, Interval.MO1: None},
    asset_classes=frozenset((AssetClass.STOCK, AssetClass.ETF, AssetClass.CRYPTO, AssetClass.FOREX)),
    basis=Basis.AS_TRADED,
    volume_unit="shares as traded; coins for crypto; none for currency pairs",
    time_zone="the exchange's own; New York for minutes, UTC for crypto and currency pairs",
    needs_key=True,
    requests_a_minute=5,
    requests_a_day=25,
    url_note="A free key is given at alphavantage.co; it is the setting ALPHA_VANTAGE_API_KEY.",
    note="Weekly and monthly bars of shares are adjusted for splits and dividends at the source.",
)
MINUTES: Final[Mapping[Interval, str]] = {
    Interval.M1: "1min",
    Interval.M5: "5min",
    Interval.M15: "15min",
    Interval.M30: "30min",
    Interval.H1: "60min",
}
PREMIUM: Final = replace(
    FREE,
    intervals={**dict.fromkeys(MINUTES), Interval.D1: None, Interval.WK1: None, Interval.MO1: None},
    requests_a_minute=75,
    requests_a_day=None,
)
EASTERN: Final = "America/New_York"
# What stands behind the dot at Yahoo, and at Alpha Vantage.
SUFFIXES: Final = {
    "L": "LON",
    "TO": "TRT",
    "V": "TRV",
    "DE": "DEX",
    "BO": "BSE",
    "SS": "SHH",
    "SZ": "SHZ",
    "SA": "SAO",
    "PA": "PAR",
    "AS": "AMS",
}
PENCE: Final = "LON"
NAMES: Final = {Interval.D1: "DAILY", Interval.WK1: "WEEKLY", Interval.MO1: "MONTHLY"}
LIMITED: Final = re.compile(r"rate limit|call frequency|requests? per|calls? per|burst|spreading", re.IGNORECASE)
KEY: Final = re.compile(r"api ?key|demo", re.IGNORECASE)
LABELLED: Final = re.compile(r"\d+[ab]?\. ")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One call: its parameters, what its prices are multiplied by, and the time zone of its stamps."""

    params: Mapping[str, str]
    basis: Basis
    factor: float = 1.0


@dataclass(kw_only=True)
class AlphaVantage:
    """Alpha Vantage with a key; `is_premium` says that it is a paid one."""

    key: str
    is_premium: bool = False
    base_url: str = PUBLIC_URL
    limits: Limits = field(default_factory=Limits)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep

    @property
    def facts(self) -> SourceFacts:
        """Return what this key is offered."""
        return PREMIUM if self.is_premium else FREE

    def fetch(self, request: BarRequest) -> Fetched:
        """
        Return the bars asked for.

        :raises SourceError: if they cannot be had, with the reason.
        """
        now = self.now()
        self._check(request, now)
        identified = identify(request.symbol)
        bars_a_year(identified, request.interval)
        before = self._http.requests
        questions = list(_questions(request, identified, now, is_premium=self.is_premium))
        check_requests(self.facts, len(questions))
        answers = [self._ask(question.params, request.symbol) for question in questions]
        tables = [_table(answer, request, identified) for answer in answers]
        table = joined(tables).sorted().without_gaps().scaled(questions[0].factor)
        actions, actions_first_date = self._actions(request, identified, questions[0], answers[0], now)
        listing = listing_of(identified, decimals=2 if questions[0].factor == 1 else 4)
        return Fetched(
            listing=listing,
            identified=identified,
            bars=bars_of(
                wanted(over(table, request.interval, identified.calendar, now), request),
                facts=self.facts,
                listing=listing,
                identified=identified,
                interval=request.interval,
                basis=questions[0].basis,
            ),
            basis=questions[0].basis,
            actions=actions,
            actions_first_date=actions_first_date,
            quote=None,
            fetched_at=now,
            requests=self._http.requests - before,
            notes=_notes(questions[0], identified, actions_first_date),
        )

    def search(self, words: str) -> list[Listing]:
        """
        Return the instruments whose symbol or name is like the words.

        :raises SourceError: if Alpha Vantage cannot be asked.
        """
        self._check_key()
        answer = self._ask({"function": "SYMBOL_SEARCH", "keywords": words[:100]}, words[:100])
        matches = answer.get("bestMatches")
        return list(_listings(matches if isinstance(matches, list) else []))

    @cached_property
    def _http(self) -> Http:
        return Http(label=LABEL, base_url=self.base_url, limits=self.limits, sleep=self.sleep)

    def _check_key(self) -> None:
        if not self.key:
            text = f"{LABEL} needs a key, and none is set. Whoever runs this site can set one."
            raise SourceError(Failure.NO_KEY, text)

    def _check(self, request: BarRequest, now: datetime) -> None:
        """Pass what may be asked without wasting one of the day's few requests."""
        self._check_key()
        if not is_plausible(request.symbol):
            raise unknown(self.facts, request.symbol)
        check_offered(self.facts, request, now.date())
        if request.interval.is_intraday and request.asset_class in (AssetClass.CRYPTO, AssetClass.FOREX):
            # It gives the latest of them only, and would leave the beginning of a range empty.
            raise SourceError(Failure.NOT_OFFERED, f"{LABEL} is asked for the minutes of shares only.")

    def _ask(self, params: Mapping[str, str], symbol: str) -> dict[str, Any]:
        """Return the answer to a call; what Alpha Vantage says in words instead may quote the key and stays here."""
        answer = self._http.get_json("/query", params={**params, "apikey": self.key})
        if not isinstance(answer, dict):
            raise SourceError(Failure.BAD_ANSWER, f"{LABEL} sent an answer of a shape that Statis does not know.")
        if "Note" in answer or "Information" in answer:
            raise _told(str(answer.get("Note") or answer.get("Information")))
        if "Error Message" in answer:
            if KEY.search(str(answer["Error Message"])):
                raise key_rejected(LABEL)
            raise unknown(self.facts, symbol)
        if not answer:
            raise no_bars(self.facts, symbol)
        _check_answered(answer, params.get("symbol", ""), symbol)
        return answer

    def _actions(
        self, request: BarRequest, identified: Identified, question: Question, answer: dict[str, Any], now: datetime
    ) -> tuple[tuple[Action, ...], date | None]:
        """Return the splits and dividends since the first day, and from which day on; None where none are told."""
        first = request.first_date or date(1900, 1, 1)
        if request.asset_class in (AssetClass.CRYPTO, AssetClass.FOREX):
            return (), first
        if question.basis is Basis.ADJUSTED or identified.exchange:
            return (), None
        if question.params["function"] == "TIME_SERIES_DAILY_ADJUSTED":
            found = list(_actions_in(answer))
        else:
            symbol = question.params["symbol"]
            splits = self._ask({"function": "SPLITS", "symbol": symbol}, request.symbol)
            dividends = self._ask({"function": "DIVIDENDS", "symbol": symbol}, request.symbol)
            found = [*_listed(splits, "effective_date", "split"), *_listed(dividends, "ex_dividend_date", "dividend")]
        kept = [action for action in found if first <= action.date <= now.date()]
        return tuple(sorted(kept, key=lambda action: (action.date, action.kind))), first


def _check_answered(answer: dict[str, Any], asked: str, symbol: str) -> None:
    """
    Pass an answer that is about the symbol asked for, or does not say what it is about.

    :raises SourceError: BAD_ANSWER, if it is about another.
    """
    about = answer.get("Meta Data")
    said = about.get("2. Symbol") if isinstance(about, dict) else None
    if said and str(said).upper() != asked.upper():
        raise SourceError(Failure.BAD_ANSWER, f"{LABEL} was asked for {symbol} and answered with other prices.")


def _told(text: str) -> SourceError:
    """Return what a notice means: a limit reached, a paid plan needed, or a key that is not accepted."""
    if LIMITED.search(text):
        return rate_limited(LABEL)
    if "premium" in text.lower():
        return SourceError(Failure.NOT_OFFERED, f"{LABEL} keeps these bars for paid keys.")
    if KEY.search(text):
        return key_rejected(LABEL)
    return rate_limited(LABEL)


def _questions(request: BarRequest, identified: Identified, now: datetime, *, is_premium: bool) -> Iterator[Question]:
    """Yield the calls that bring the bars asked for."""
    name = NAMES.get(request.interval, "")
    size = {"outputsize": "full" if is_premium else "compact"} if request.interval is Interval.D1 else {}
    if request.asset_class is AssetClass.CRYPTO:
        base, _, quoted = identified.symbol.partition("-")
        params = {"function": f"DIGITAL_CURRENCY_{name}", "symbol": base, "market": quoted}
        yield Question(params=params, basis=Basis.AS_TRADED)
    elif request.asset_class is AssetClass.FOREX:
        pair = {"from_symbol": identified.symbol[:3], "to_symbol": identified.symbol[3:6]}
        yield Question(params={"function": f"FX_{name}", **pair, **size}, basis=Basis.AS_TRADED)
    elif request.interval.is_intraday:
        yield from _months(request, _spelt(identified), now)
    else:
        is_daily = request.interval is Interval.D1
        function = f"TIME_SERIES_{name}" + ("" if is_daily and not is_premium else "_ADJUSTED")
        basis = Basis.AS_TRADED if is_daily else Basis.ADJUSTED
        yield _about_shares({"function": function, **size}, _spelt(identified), basis)


def _months(request: BarRequest, symbol: str, now: datetime) -> Iterator[Question]:
    """Yield a call for each month of minutes."""
    raw = {"adjusted": "false", "extended_hours": "false", "outputsize": "full"}
    common = {"function": "TIME_SERIES_INTRADAY", "interval": MINUTES[request.interval], **raw}
    last = min(request.last_date, now.date())
    month = (request.first_date or last).replace(day=1)
    while month <= last:
        yield _about_shares({**common, "month": f"{month:%Y-%m}"}, symbol, Basis.AS_TRADED)
        month = next_start(month, Interval.MO1)


def _about_shares(params: Mapping[str, str], symbol: str, basis: Basis) -> Question:
    factor = 0.01 if symbol.endswith(f".{PENCE}") else 1.0
    return Question(params={**params, "symbol": symbol}, basis=basis, factor=factor)


def _spelt(identified: Identified) -> str:
    """
    Return a symbol as Alpha Vantage writes it.

    :raises SourceError: if it is of an exchange Alpha Vantage does not have.
    """
    name, dot, suffix = identified.symbol.rpartition(".")
    if not dot:
        return identified.symbol
    if suffix not in SUFFIXES:
        raise SourceError(Failure.NOT_OFFERED, f"{LABEL} has no prices of the exchange of {identified.symbol}.")
    return f"{name}.{SUFFIXES[suffix]}"


def _table(answer: dict[str, Any], request: BarRequest, identified: Identified) -> Table:
    """
    Return the series in an answer; its stamps become those of the calendar, weeks and months begin on their first day.

    :raises SourceError: BAD_ANSWER if there is none or it cannot be read.
    """
    series = next((value for name, value in answer.items() if "Time Series" in name), None)
    if series is None or not isinstance(series, dict):
        raise SourceError(Failure.BAD_ANSWER, f"{LABEL} sent an answer of a shape that Statis does not know.")
    try:
        rows = [{LABELLED.sub("", name): value for name, value in row.items()} for row in series.values()]
        columns = {name: _column(rows, name) for name in ("open", "high", "low", "close")}
        volume = _column(rows, "volume") if rows and "volume" in rows[0] else np.zeros(len(rows))
        stamps = np.array(list(series), dtype="datetime64[us]")
        if rows and "adjusted close" in rows[0] and request.interval in (Interval.WK1, Interval.MO1):
            factors = _column(rows, "adjusted close") / columns["close"]
            columns = {name: column * factors for name, column in columns.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        raise SourceError(Failure.BAD_ANSWER, f"{LABEL} sent prices that cannot be read.") from None
    if request.interval.is_intraday:
        stamps = between_zones(stamps, EASTERN, time_zone(identified.calendar))
    elif request.interval is not Interval.D1:
        stamps = period_starts(stamps, request.interval)
    return Table(times=stamps, **columns, volume=volume)


def _column(rows: list[dict[str, Any]], name: str) -> Any:
    return np.array([float(row[name]) for row in rows], dtype=np.float64)


def _actions_in(answer: dict[str, Any]) -> Iterator[Action]:
    """Yield the splits and dividends that a daily adjusted series holds beside its prices."""
    series = next(value for name, value in answer.items() if "Time Series" in name)
    for stamp, row in series.items():
        dividend, ratio = float(row.get("7. dividend amount", 0)), float(row.get("8. split coefficient", 1))
        if dividend > 0:
            yield Action(date=date.fromisoformat(stamp), kind="dividend", value=dividend)
        if ratio not in (0.0, 1.0):
            yield Action(date=date.fromisoformat(stamp), kind="split", value=ratio)


def _listed(answer: dict[str, Any], day: str, kind: Any) -> Iterator[Action]:
    """Yield the actions of a SPLITS or DIVIDENDS answer; a dividend without an amount is one only announced."""
    rows = answer.get("data")
    try:
        for row in rows if isinstance(rows, list) else []:
            value = row.get("split_factor" if kind == "split" else "amount")
            if value not in (None, "None", "") and row.get(day) not in (None, "None", ""):
                yield Action(date=date.fromisoformat(row[day]), kind=kind, value=float(value))
    except (AttributeError, TypeError, ValueError):
        raise SourceError(Failure.BAD_ANSWER, f"{LABEL} sent splits or dividends that cannot be read.") from None


def _notes(question: Question, identified: Identified, actions_first_date: date | None) -> tuple[str, ...]:
    notes = ["Quoted in pence; prices are given in pounds."] if question.factor != 1 else []
    if question.basis is Basis.AS_TRADED and actions_first_date is None:
        notes.append(f"{LABEL} is asked for the splits and dividends of American shares only.")
    return tuple(notes)


def _listings(matches: list[Any]) -> Iterator[Listing]:
    spelt = {theirs: ours for ours, theirs in SUFFIXES.items()}
    for match in matches:
        row = match if isinstance(match, dict) else {}
        name, dot, suffix = str(row.get("1. symbol") or "").rpartition(".")
        if dot and suffix not in spelt:
            continue
        identified = identify(f"{name}.{spelt[suffix]}" if dot else suffix)
        if is_plausible(identified.symbol):
            kind = AssetClass.ETF if row.get("3. type") == "ETF" else AssetClass.STOCK
            yield listing_of(identified, name=str(row.get("2. name") or ""), asset_class=kind)
