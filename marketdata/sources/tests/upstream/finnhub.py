"""Finnhub's documented JSON: columns under single letters, `no_data`, and an `error` beside the status."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from marketdata.sources.tests.upstream.market import MARKET, NOW, Security
from marketdata.sources.tests.upstream.server import Answer, Seen, Upstream, as_json

KEY = "fhk3yf0rt3sts"
MINUTES = {"1": 60, "5": 300, "15": 900, "30": 1800, "60": 3600}
MONTH = timedelta(days=32)


@dataclass
class FinnhubStand:
    """How the stand-in behaves: `plan` is "all", "candles" (no splits and dividends) or "free"."""

    market: Mapping[str, Security] = field(default_factory=lambda: dict(MARKET))
    now: datetime = NOW
    plan: str = "all"

    def __call__(self, seen: Seen) -> Answer:
        if "x-finnhub-token" not in seen.headers:
            return as_json({"error": "Please use an API key."}, status=401)
        if seen.headers["x-finnhub-token"] != KEY:
            return as_json({"error": "Invalid API key"}, status=401)
        if seen.path == "/search":
            return self._search(seen.params.get("q", ""))
        if self.plan == "free" or (self.plan == "candles" and not seen.path.endswith("/candle")):
            return as_json({"error": "You don't have access to this resource."}, status=403)
        security = self._named(seen)
        if seen.path.endswith("/candle"):
            return self._candles(security, seen.params)
        inside = date.fromisoformat(seen.params["from"]), date.fromisoformat(seen.params["to"])
        if seen.path == "/stock/split":
            return as_json(_splits(security, *inside))
        if seen.path == "/stock/dividend":
            return as_json(_dividends(security, *inside))
        return Answer(status=404, body=b"404 page not found", content_type="text/plain")

    def _named(self, seen: Seen) -> Security | None:
        symbol = seen.params["symbol"]
        if symbol.startswith("OANDA:"):
            symbol = symbol.removeprefix("OANDA:").replace("_", "") + "=X"
        return self.market.get(symbol.removeprefix("COINBASE:"))

    def _candles(self, security: Security | None, params: Mapping[str, str]) -> Answer:
        first, last = (datetime.fromtimestamp(int(params[name]), UTC) for name in ("from", "to"))
        resolution = params["resolution"]
        if resolution not in (*MINUTES, "D"):
            return as_json({"error": "Wrong resolution"}, status=422)
        if security is None:
            return as_json({"s": "no_data"})
        if resolution == "D":
            rows = [(_midnight(day.date), day) for day in security.days(first.date(), last.date())]
            rows = [(at, day) for at, day in rows if first.timestamp() <= at <= last.timestamp()]
            scale = {day.date: security.shares_since(day.date) for _, day in rows}
        else:
            # A month at most, whatever was asked for.
            last = min(last, first + MONTH, self.now)
            rows = security.minutes(first, last, MINUTES[resolution])
            scale = {day.date: 1.0 for _, day in rows}
        if not rows:
            return as_json({"s": "no_data"})
        names = {"o": "open", "h": "high", "l": "low", "c": "close"}
        columns = {key: [getattr(day, name) / scale[day.date] for _, day in rows] for key, name in names.items()}
        volume = [day.volume * scale[day.date] for _, day in rows]
        return as_json({**columns, "v": volume, "t": [at for at, _ in rows], "s": "ok"})

    def _search(self, words: str) -> Answer:
        types = {"EQUITY": "Common Stock", "ETF": "ETP"}
        found = [
            {
                "description": one.name.upper(),
                "displaySymbol": one.symbol,
                "symbol": one.symbol,
                "type": types[one.kind],
            }
            for one in self.market.values()
            if words.lower() in one.name.lower() and one.kind in types
        ]
        return as_json({"count": len(found), "result": found})


def serve(stand: FinnhubStand | None = None) -> Upstream:
    """Return the server, to be entered."""
    return Upstream(stand or FinnhubStand())


def limit_reached() -> Answer:
    """Return Finnhub's own 429."""
    return as_json({"error": "API limit reached. Please try again later. Remaining Limit: 0"}, status=429)


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _splits(security: Security | None, first: date, last: date) -> list[dict]:
    found = security.splits.items() if security else ()
    return [
        {"symbol": security.symbol, "date": str(day), "fromFactor": 1, "toFactor": ratio}
        for day, ratio in found
        if first <= day <= last
    ]


def _dividends(security: Security | None, first: date, last: date) -> list[dict]:
    found = security.dividends.items() if security else ()
    return [
        {
            "symbol": security.symbol,
            "date": str(day),
            "amount": amount,
            "adjustedAmount": amount / security.shares_since(day),
            "currency": "USD",
        }
        for day, amount in found
        if first <= day <= last
    ]
