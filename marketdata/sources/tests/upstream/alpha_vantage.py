"""Alpha Vantage's documented JSON: series with numbered names, and notices in place of errors, all with status 200."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from marketdata.sources.tests.upstream.market import MARKET, NOW, Day, Security
from marketdata.sources.tests.upstream.server import Answer, Seen, Upstream, as_json

KEY = "AVK3YF0RT3STS"
INVALID_CALL = (
    "Invalid API call. Please retry or visit the documentation (https://www.alphavantage.co/documentation/) for "
    "TIME_SERIES_DAILY."
)
INVALID_KEY = (
    "the parameter apikey is invalid or missing. Please claim your free API key on "
    "(https://www.alphavantage.co/support/#api-key). It should take less than 20 seconds."
)
PREMIUM_ENDPOINT = (
    "Thank you for using Alpha Vantage! This is a premium endpoint. You may subscribe to any of the premium plans at "
    "https://www.alphavantage.co/premium/ to instantly unlock all premium endpoints"
)
PREMIUM_OUTPUT = (
    "Thank you for using Alpha Vantage! The outputsize=full parameter value is a premium feature for the "
    "TIME_SERIES_DAILY endpoint. You may subscribe to any of the premium plans at "
    "https://www.alphavantage.co/premium/ to instantly unlock all premium features"
)
# It quotes the key it was asked with.
DAILY_LIMIT = (
    f"We have detected your API key as {KEY} and our standard API rate limit is 25 requests per day. Please "
    "subscribe to any of the premium plans at https://www.alphavantage.co/premium/ to instantly remove all daily "
    "rate limits."
)
BURST = "Burst pattern detected. Please consider spreading out your free API requests more sparingly."
FREQUENCY = (
    "Thank you for using Alpha Vantage! Our standard API call frequency is 5 calls per minute and 500 calls per day."
)
SUFFIXES = {"L": "LON", "TO": "TRT", "DE": "DEX"}
COMPACT = 100
MINUTES = {"1min": 60, "5min": 300, "15min": 900, "30min": 1800, "60min": 3600}
PREMIUM = ("TIME_SERIES_DAILY_ADJUSTED", "TIME_SERIES_INTRADAY", "FX_INTRADAY", "CRYPTO_INTRADAY")


@dataclass
class AlphaVantageStand:
    """How the stand-in behaves: a free key's limits unless `is_premium`."""

    market: Mapping[str, Security] = field(default_factory=lambda: dict(MARKET))
    now: datetime = NOW
    is_premium: bool = False

    def __call__(self, seen: Seen) -> Answer:
        params, function = seen.params, seen.params.get("function", "")
        if params.get("apikey") != KEY:
            return as_json({"Error Message": INVALID_KEY})
        if not self.is_premium and function in PREMIUM:
            return as_json({"Information": PREMIUM_ENDPOINT})
        if not self.is_premium and function.endswith("DAILY") and params.get("outputsize") == "full":
            return as_json({"Information": PREMIUM_OUTPUT})
        if function == "SYMBOL_SEARCH":
            return self._search(params["keywords"])
        security = self._named(params)
        if security is None:
            return as_json({"Error Message": INVALID_CALL})
        if function == "SPLITS":
            return self._splits(security)
        if function == "DIVIDENDS":
            return self._dividends(security)
        return self._series(security, function, params)

    def _named(self, params: Mapping[str, str]) -> Security | None:
        if "from_symbol" in params:
            return self.market.get(f"{params['from_symbol']}{params['to_symbol']}=X")
        if "market" in params:
            return self.market.get(f"{params['symbol']}-{params['market']}")
        name, dot, suffix = params["symbol"].rpartition(".")
        ours = {theirs: ours for ours, theirs in SUFFIXES.items()}
        return self.market.get(f"{name}.{ours.get(suffix, '?')}" if dot else suffix)

    def _series(self, security: Security, function: str, params: Mapping[str, str]) -> Answer:
        if function.endswith("INTRADAY"):
            rows = self._minutes(security, params)
            label = f"Time Series ({params['interval']})"
        else:
            rows = self._days(security, function, params)
            label = _label(function)
        meta = {"1. Information": function, "2. Symbol": params.get("symbol", ""), "3. Last Refreshed": str(self.now)}
        return as_json({"Meta Data": meta, label: rows})

    def _days(self, security: Security, function: str, params: Mapping[str, str]) -> dict:
        days = security.days(security.first, self.now.date())
        if params.get("outputsize") == "compact":
            days = days[-COMPACT:]
        is_adjusted = function.endswith("ADJUSTED")
        if "WEEKLY" in function or "MONTHLY" in function:
            days = _grouped(days, by_week="WEEKLY" in function)
        return {str(day.date): _row(security, day, is_adjusted, "DAILY" in function) for day in reversed(days)}

    def _minutes(self, security: Security, params: Mapping[str, str]) -> dict:
        first = datetime.strptime(params["month"], "%Y-%m").replace(tzinfo=ZoneInfo(security.time_zone))
        last = min((first + timedelta(days=32)).replace(day=1), self.now)
        zone = ZoneInfo("America/New_York")
        found = security.minutes(first, last, MINUTES[params["interval"]])
        stamped = [(datetime.fromtimestamp(at, UTC).astimezone(zone), day) for at, day in reversed(found)]
        return {f"{at:%Y-%m-%d %H:%M:%S}": _row(security, day, False, False) for at, day in stamped}

    def _splits(self, security: Security) -> Answer:
        rows = [{"effective_date": str(day), "split_factor": f"{ratio:.4f}"} for day, ratio in security.splits.items()]
        return as_json({"symbol": security.symbol, "data": rows[::-1]})

    def _dividends(self, security: Security) -> Answer:
        dates = {"declaration_date": "None", "record_date": "None", "payment_date": "None"}
        rows = [
            {"ex_dividend_date": str(day), **dates, "amount": str(amount)}
            for day, amount in security.dividends.items()
        ]
        return as_json({"symbol": security.symbol, "data": rows[::-1]})

    def _search(self, words: str) -> Answer:
        found = [
            {
                "1. symbol": _spelt(one.symbol),
                "2. name": one.name,
                "3. type": "ETF" if one.kind == "ETF" else "Equity",
                "4. region": "United States",
                "7. timezone": "UTC-04",
                "8. currency": "GBX" if one.currency == "GBp" else one.currency,
                "9. matchScore": "0.7273",
            }
            for one in self.market.values()
            if words.lower() in one.name.lower() and one.kind in ("EQUITY", "ETF")
        ]
        return as_json({"bestMatches": found})


def serve(stand: AlphaVantageStand | None = None) -> Upstream:
    """Return the server, to be entered."""
    return Upstream(stand or AlphaVantageStand())


def notice(text: str, name: str = "Information") -> Answer:
    """Return what Alpha Vantage says instead of an error: with status 200."""
    return as_json({name: text})


def _label(function: str) -> str:
    """Return what the series of a function is called; daily shares, weekly shares and the others differ."""
    period = next(name for name in ("Daily", "Weekly", "Monthly") if name.upper() in function)
    if function.startswith("FX"):
        return f"Time Series FX ({period})"
    if function.startswith("DIGITAL"):
        return f"Time Series (Digital Currency {period})"
    adjusted = " Adjusted" if function.endswith("ADJUSTED") else ""
    return "Time Series (Daily)" if period == "Daily" else f"{period}{adjusted} Time Series"


def _spelt(symbol: str) -> str:
    name, dot, suffix = symbol.rpartition(".")
    return f"{name}.{SUFFIXES.get(suffix, suffix)}" if dot else symbol


def _row(security: Security, day: Day, is_adjusted: bool, is_daily: bool) -> dict:
    row = {
        "1. open": f"{day.open:.4f}",
        "2. high": f"{day.high:.4f}",
        "3. low": f"{day.low:.4f}",
        "4. close": f"{day.close:.4f}",
    }
    if not is_adjusted:
        return row if security.kind == "CURRENCY" else row | {"5. volume": f"{day.volume:.0f}"}
    row |= {"5. adjusted close": f"{day.close * security.adjustment(day.date):.8f}", "6. volume": f"{day.volume:.0f}"}
    row["7. dividend amount"] = f"{security.dividends.get(day.date, 0):.4f}"
    return row | {"8. split coefficient": f"{security.splits.get(day.date, 1):.1f}"} if is_daily else row


def _grouped(days: list[Day], *, by_week: bool) -> list[Day]:
    """Return weeks or months, each stamped with its last day, as Alpha Vantage does."""

    def period(day: Day):
        return day.date.isocalendar()[:2] if by_week else (day.date.year, day.date.month)

    found = []
    for _, group in groupby(days, period):
        inside = list(group)
        high, low = max(day.high for day in inside), min(day.low for day in inside)
        volume = sum(day.volume for day in inside)
        found.append(Day(inside[-1].date, inside[0].open, high, low, inside[-1].close, volume))
    return found
