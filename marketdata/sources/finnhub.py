"""Prices from Finnhub over plain HTTP: American shares, coins and currency pairs, for keys of a paid plan."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, Final

import numpy as np

from marketdata.sources.assembling import (
    Table,
    bars_a_year,
    bars_of,
    check_requests,
    joined,
    listing_of,
    local_times,
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
from marketdata.sources.http import Http, Limits, key_rejected, parsed
from marketdata.sources.intervals import check_offered, grouped
from marketdata.sources.symbols import identify, is_plausible

PUBLIC_URL: Final = "https://finnhub.io/api/v1"
LABEL: Final = "Finnhub"
RESOLUTIONS: Final[Mapping[Interval, str]] = {
    Interval.M1: "1",
    Interval.M5: "5",
    Interval.M15: "15",
    Interval.M30: "30",
    Interval.H1: "60",
    Interval.D1: "D",
    # Made of days, whose splits are adjusted for certain.
    Interval.WK1: "D",
    Interval.MO1: "D",
}
FACTS: Final = SourceFacts(
    name="finnhub",
    label=LABEL,
    # Finnhub states no depth for any of them.
    intervals=dict.fromkeys(RESOLUTIONS),
    asset_classes=frozenset((AssetClass.STOCK, AssetClass.ETF, AssetClass.CRYPTO, AssetClass.FOREX)),
    basis=Basis.SPLIT_ADJUSTED,
    volume_unit="shares; coins for crypto; ticks for currency pairs",
    time_zone="UTC",
    needs_key=True,
    requests_a_minute=60,
    url_note="A key is given at finnhub.io; it is the setting FINNHUB_API_KEY.",
    note="Bars need a paid plan; a free key is refused. Shares of American exchanges only. "
    "Days are adjusted for splits, minutes are as traded.",
)
# Minutes come a month at a time.
DAYS_A_REQUEST: Final = 30
FIRST_DAY: Final = date(1970, 1, 2)
DENIED: Final = (401, 403)


@dataclass(kw_only=True)
class Finnhub:
    """Finnhub with a key, which travels in a header and never in an address."""

    key: str
    base_url: str = PUBLIC_URL
    limits: Limits = field(default_factory=Limits)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    facts: SourceFacts = FACTS

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
        slices = list(_slices(request, now))
        check_requests(FACTS, len(slices))
        tables = [self._candles(request, identified, first, last) for first, last in slices]
        table = joined(tables).sorted().without_gaps()
        actions, actions_first_date = self._actions(request, now)
        listing = listing_of(identified)
        is_share = request.asset_class in (AssetClass.STOCK, AssetClass.ETF)
        basis = Basis.SPLIT_ADJUSTED if is_share and not request.interval.is_intraday else Basis.AS_TRADED
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
            actions=actions,
            actions_first_date=actions_first_date,
            quote=None,
            fetched_at=now,
            requests=self._http.requests - before,
            notes=() if actions_first_date else (f"{LABEL} did not tell this key about splits and dividends.",),
        )

    def search(self, words: str) -> list[Listing]:
        """
        Return the American instruments whose symbol or name is like the words.

        :raises SourceError: if Finnhub cannot be asked.
        """
        self._check_key()
        answer = self._ask("/search", {"q": words[:100], "exchange": "US"})
        rows = answer.get("result") if isinstance(answer, dict) else None
        return list(_listings(rows if isinstance(rows, list) else []))

    @cached_property
    def _http(self) -> Http:
        return Http(label=LABEL, base_url=self.base_url, limits=self.limits, sleep=self.sleep)

    def _check_key(self) -> None:
        if not self.key:
            text = f"{LABEL} needs a key, and none is set. Whoever runs this site can set one."
            raise SourceError(Failure.NO_KEY, text)

    def _check(self, request: BarRequest, now: datetime) -> None:
        self._check_key()
        if not is_plausible(request.symbol):
            raise unknown(FACTS, request.symbol)
        check_offered(FACTS, request, now.date())
        if identify(request.symbol).exchange:
            text = f"{LABEL} is asked for American shares only, not for {request.symbol}."
            raise SourceError(Failure.NOT_OFFERED, text)

    def _ask(self, path: str, params: Mapping[str, str]) -> Any:
        reply = self._http.get(path, params=params, headers={"X-Finnhub-Token": self.key})
        if reply.status == DENIED[0] and b"access" not in reply.body:
            raise key_rejected(LABEL)
        if reply.status in DENIED:
            raise SourceError(Failure.NOT_OFFERED, f"{LABEL} keeps these bars for keys of a paid plan.")
        answer = parsed(reply, LABEL)
        if reply.status >= 400:
            raise SourceError(Failure.BAD_ANSWER, f"{LABEL} answered with an error (status {reply.status}).")
        return answer

    def _candles(self, request: BarRequest, identified: Identified, first: date, last: date) -> Table:
        """Return the candles between two days, both included."""
        path, symbol = _spelt(request, identified)
        midnight = datetime.min.time()
        start = datetime.combine(first, midnight, UTC) - timedelta(hours=14 if request.interval.is_intraday else 0)
        end = datetime.combine(last, midnight, UTC) + timedelta(days=1, hours=12, seconds=-1)
        params = {
            "symbol": symbol,
            "resolution": RESOLUTIONS[request.interval],
            "from": str(int(start.timestamp())),
            "to": str(int(end.timestamp())),
        }
        answer = self._ask(f"/{path}/candle", params)
        table = _table(answer, request, time_zone(identified.calendar))
        days = table.times.astype("datetime64[D]")
        # The two ends were asked for generously, because the exchange's days are not those of UTC.
        return table.where((days >= np.datetime64(first)) & (days <= np.datetime64(last)))

    def _actions(self, request: BarRequest, now: datetime) -> tuple[tuple[Action, ...], date | None]:
        """Return the splits and dividends since the first day, or None for a key that may not ask for them."""
        first = request.first_date or FIRST_DAY
        if request.asset_class in (AssetClass.CRYPTO, AssetClass.FOREX):
            return (), first
        params = {"symbol": request.symbol.replace("-", "."), "from": str(first), "to": str(now.date())}
        try:
            splits = self._ask("/stock/split", params)
            dividends = self._ask("/stock/dividend", params)
        except SourceError as error:
            if error.kind is Failure.NOT_OFFERED:
                return (), None
            raise
        found = [*_splits(splits), *_dividends(dividends)]
        return tuple(sorted(found, key=lambda action: (action.date, action.kind))), first


def _slices(request: BarRequest, now: datetime) -> Iterator[tuple[date, date]]:
    """Yield the first and last days of the questions a range takes."""
    last = min(request.last_date, now.date())
    if not request.interval.is_intraday:
        yield request.first_date or FIRST_DAY, last if request.interval is Interval.D1 else now.date()
        return
    # Without a first day there is no end to asking for months: the last one is given.
    first = request.first_date or last - timedelta(days=DAYS_A_REQUEST - 1)
    while first <= last:
        yield first, min(last, first + timedelta(days=DAYS_A_REQUEST - 1))
        first += timedelta(days=DAYS_A_REQUEST)


def _spelt(request: BarRequest, identified: Identified) -> tuple[str, str]:
    """Return which kind of candle a symbol has, and its name at Finnhub."""
    if request.asset_class is AssetClass.FOREX:
        return "forex", f"OANDA:{identified.symbol[:3]}_{identified.symbol[3:6]}"
    if request.asset_class is AssetClass.CRYPTO:
        return "crypto", f"COINBASE:{identified.symbol}"
    return "stock", identified.symbol.replace("-", ".")


def _table(answer: Any, request: BarRequest, zone: str) -> Table:
    """
    Return the candles of an answer with their times as the exchange's clocks show them.

    :raises SourceError: NO_BARS or BAD_ANSWER.
    """
    if isinstance(answer, dict) and answer.get("s") == "no_data":
        text = f"{LABEL} has no {request.symbol} prices in these dates, or does not know the symbol."
        raise SourceError(Failure.NO_BARS, text)
    try:
        keys = {"open": "o", "high": "h", "low": "l", "close": "c", "volume": "v"}
        columns = {name: np.array(answer[key], dtype=np.float64) for name, key in keys.items()}
        seconds = np.array(answer["t"], dtype=np.int64)
    except (KeyError, TypeError, ValueError):
        raise SourceError(Failure.BAD_ANSWER, f"{LABEL} sent prices that cannot be read.") from None
    if seconds.ndim != 1 or any(column.shape != seconds.shape for column in columns.values()):
        raise SourceError(Failure.BAD_ANSWER, f"{LABEL} sent columns of different lengths.")
    # Days are stamped with midnight in UTC or in New York, which is the same day in UTC.
    times = local_times(seconds, zone if request.interval.is_intraday else "UTC")
    if not request.interval.is_intraday:
        times = times.astype("datetime64[D]").astype("datetime64[us]")
    return Table(times=times, **columns)


def _cut(table: Table, request: BarRequest, identified: Identified, now: datetime) -> Table:
    """Return the bars of the range that are over, days put together to weeks or months where those are wanted."""
    kept = over(table, request.interval if request.interval.is_intraday else Interval.D1, identified.calendar, now)
    if request.interval in (Interval.WK1, Interval.MO1):
        kept = over(Table(**grouped(kept, request.interval)), request.interval, identified.calendar, now)
    return wanted(kept, request)


def _splits(answer: Any) -> Iterator[Action]:
    try:
        for row in answer:
            ratio = float(row["toFactor"]) / float(row["fromFactor"])
            yield Action(date=date.fromisoformat(row["date"]), kind="split", value=ratio)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        raise SourceError(Failure.BAD_ANSWER, f"{LABEL} sent splits that cannot be read.") from None


def _dividends(answer: Any) -> Iterator[Action]:
    try:
        for row in answer:
            yield Action(date=date.fromisoformat(row["date"]), kind="dividend", value=float(row["amount"]))
    except (KeyError, TypeError, ValueError):
        raise SourceError(Failure.BAD_ANSWER, f"{LABEL} sent dividends that cannot be read.") from None


def _listings(rows: list[Any]) -> Iterator[Listing]:
    classes = {"Common Stock": AssetClass.STOCK, "ADR": AssetClass.STOCK, "ETP": AssetClass.ETF}
    for row in rows:
        found = row if isinstance(row, dict) else {}
        identified = identify(str(found.get("symbol") or ""))
        kind = classes.get(str(found.get("type")))
        if kind and is_plausible(identified.symbol) and not identified.exchange:
            yield listing_of(identified, name=str(found.get("description") or "").title(), asset_class=kind)
