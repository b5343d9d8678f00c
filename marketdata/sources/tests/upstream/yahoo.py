"""Yahoo's chart API as yfinance meets it: cookie, crumb, consent, limits of intervals, and its own error bodies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

import numpy as np

from marketdata.sources import calendars
from marketdata.sources.tests.upstream.market import MARKET, NOW, Day, Security
from marketdata.sources.tests.upstream.server import Answer, Seen, Upstream, as_json

CRUMB = "Sm4ll.Crumb/x"
COOKIE = "d=AQABBPsecret&S=AQAAAg"
SECONDS = {"1m": 60, "2m": 120, "5m": 300, "15m": 900, "30m": 1800, "60m": 3600, "1h": 3600}
# How far back intraday bars reach, in days; and how many of one minute come at once.
REACH = {"1m": 30, "2m": 60, "5m": 60, "15m": 60, "30m": 60, "60m": 730, "1h": 730}
MINUTES_AT_ONCE = 8
CONSENT = "https://consent.yahoo.com/v2/collectConsent?sessionId=3_cc-session"
FORM = (
    b"<!doctype html><html><form method=post action='/v2/collectConsent?sessionId=3_cc-session'>"
    b"<input type=hidden name=csrfToken value=tok3n><input type=hidden name=sessionId value=3_cc-session>"
    b"<input type=hidden name=originalDoneUrl value='%s'><input type=hidden name=namespace value=yahoo>"
    b"<button name=agree value=agree>Accept all</button></form></html>"
)


@dataclass
class YahooStand:
    """How the stand-in behaves: `needs_crumb` as in spells when Yahoo insists, `asks_consent` as it does in Europe."""

    market: Mapping[str, Security] = field(default_factory=lambda: dict(MARKET))
    now: datetime = NOW
    needs_crumb: bool = False
    asks_consent: bool = False
    crumb_status: int = 200
    is_barred: bool = False

    def __call__(self, seen: Seen) -> Answer:
        host, _, path = seen.path.lstrip("/").partition("/")
        if "/finance/chart/" in seen.path:
            return self._chart_or_refusal(seen, path.rpartition("/")[2])
        if path.endswith("finance/search"):
            return self._search(seen)
        if path.endswith("getcrumb"):
            return self._crumb(seen)
        return self._hosts(host, seen)

    def _hosts(self, host: str, seen: Seen) -> Answer:
        if host == "fc.yahoo.com":
            # It answers 404, and what matters is the cookie that comes with it.
            headers = () if self.asks_consent else (_cookie(),)
            return Answer(status=404, body=b"<html>", content_type="text/html", headers=headers)
        if host == "guce.yahoo.com":
            return Answer(body=FORM % b"https://finance.yahoo.com/", content_type="text/html", headers=(_cookie(),))
        if host == "consent.yahoo.com" and seen.method == "POST":
            if seen.form.get("csrfToken") != "tok3n":
                return Answer(status=400, body=b"no token", content_type="text/plain")
            done = seen.form.get("originalDoneUrl", "")
            return Answer(status=302, headers=(_cookie(), ("Location", done)))
        if host == "consent.yahoo.com":
            return Answer(body=FORM % seen.params.get("done", "").encode(), content_type="text/html")
        return Answer(body=b"<html>Yahoo Finance</html>", content_type="text/html")

    def _crumb(self, seen: Seen) -> Answer:
        if self.crumb_status == 429:
            return Answer(status=429, body=b"Too Many Requests\r\n", content_type="text/plain")
        if self.crumb_status != 200 or "A3" not in seen.cookies:
            return Answer(status=401, body=b"", content_type="text/plain")
        return Answer(body=CRUMB.encode(), content_type="text/plain;charset=utf-8")

    def _chart_or_refusal(self, seen: Seen, symbol: str) -> Answer:
        if self.asks_consent and "A3" not in seen.cookies:
            query = "&".join(f"{name}={value}" for name, value in seen.params.items())
            back = f"https://query2.finance.yahoo.com/v8/finance/chart/{symbol}?{query}"
            return Answer(status=302, headers=(("Location", f"{CONSENT}&done={quote(back, safe='')}"),))
        if self.is_barred or (self.needs_crumb and seen.params.get("crumb") != CRUMB):
            error = {"code": "Unauthorized", "description": "Invalid Crumb"}
            return as_json({"finance": {"result": None, "error": error}}, status=401)
        security = self.market.get(unquote(symbol))
        if security is None:
            return _error(404, "Not Found", "No data found, symbol may be delisted")
        return self._chart(security, seen)

    def _chart(self, security: Security, seen: Seen) -> Answer:
        interval = seen.params["interval"]
        first, last = self._range(security, seen)
        refusal = self._out_of_reach(interval, first, last)
        if refusal:
            return refusal
        if interval in SECONDS:
            rows = security.minutes(first, min(last, self.now), SECONDS[interval])
        else:
            inside = security.days(_local(first, security), _local(last - timedelta(seconds=1), security))
            rows = [
                (security.opening(day.date), day)
                for day in inside
                if security.opening(day.date) <= self.now.timestamp()
            ]
        if not rows and first.timestamp() > 0:
            text = f"Data doesn't exist for startDate = {int(first.timestamp())}, endDate = {int(last.timestamp())}"
            return _error(400, "Bad Request", text)
        return as_json({"chart": {"result": [self._result(security, interval, rows)], "error": None}})

    def _range(self, security: Security, seen: Seen) -> tuple[datetime, datetime]:
        if "period1" in seen.params:
            epoch = datetime(1970, 1, 1, tzinfo=UTC)
            first = epoch + timedelta(seconds=int(seen.params["period1"]))
            return max(first, datetime(1927, 1, 1, tzinfo=UTC)), epoch + timedelta(seconds=int(seen.params["period2"]))
        return self.now - timedelta(days=1), self.now

    def _out_of_reach(self, interval: str, first: datetime, last: datetime) -> Answer | None:
        days = REACH.get(interval)
        if days is None:
            return None
        if interval == "1m" and last - first > timedelta(days=MINUTES_AT_ONCE):
            text = "Only 8 days worth of 1m granularity data are allowed to be fetched per request."
            return _error(422, "Unprocessable Entity", f"1m data not available. {text}")
        if first < self.now - timedelta(days=days):
            text = f"{interval} data not available. The requested range must be within the last {days} days."
            return _error(422, "Unprocessable Entity", text)
        return None

    def _result(self, security: Security, interval: str, rows: list[tuple[int, Day]]) -> dict:
        result = {"meta": self._meta(security, interval, rows)}
        if not rows:
            return result | {"indicators": {"quote": [{}]}}
        columns = {
            name: [_retold(security, day, name) for _, day in rows] for name in ("open", "high", "low", "close")
        }
        volumes = [
            None if day.date in security.gaps else int(day.volume * security.shares_since(day.date)) for _, day in rows
        ]
        result |= {"timestamp": [at for at, _ in rows], "indicators": {"quote": [columns | {"volume": volumes}]}}
        if interval not in SECONDS:
            adjusted = [None if day.date in security.gaps else _adjusted(security, day) for _, day in rows]
            result["indicators"]["adjclose"] = [{"adjclose": adjusted}]
        events = _events(security, rows[0][1].date, rows[-1][1].date)
        return result | ({"events": events} if events else {})

    def _meta(self, security: Security, interval: str, rows: list[tuple[int, Day]]) -> dict:
        last = rows[-1][1] if rows else None
        hours = {"timezone": "EST", "start": 0, "end": 0, "gmtoffset": -18000}
        meta = {
            "currency": security.currency,
            "symbol": security.symbol,
            "exchangeName": security.exchange,
            "instrumentType": security.kind,
            "firstTradeDate": security.opening(
                security.days(security.first, security.first + timedelta(days=10))[0].date
            ),
            "regularMarketTime": int(self.now.timestamp()) - 900,
            "gmtoffset": -18000,
            "timezone": "EST",
            "exchangeTimezoneName": security.time_zone,
            "regularMarketPrice": last.close if last else None,
            "longName": security.name,
            "shortName": security.name,
            "priceHint": 4 if security.kind == "CURRENCY" else 2,
            "currentTradingPeriod": {"pre": dict(hours), "regular": dict(hours), "post": dict(hours)},
            "dataGranularity": interval,
            "range": "",
            "validRanges": ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"],
        }
        if interval in SECONDS:
            meta["tradingPeriods"] = [[period] for period in _trading_periods(security, rows)]
        return meta

    def _search(self, seen: Seen) -> Answer:
        words = seen.params.get("q", "").lower()
        found = [
            {"symbol": one.symbol, "longname": one.name, "quoteType": one.kind, "exchange": one.exchange}
            for one in self.market.values()
            if words in one.name.lower() or words in one.symbol.lower()
        ]
        return as_json({"count": len(found), "quotes": found, "news": []})


def serve(stand: YahooStand | None = None) -> Upstream:
    """Return the server, to be entered; its `answer` is the stand-in and may be told to behave otherwise."""
    return Upstream(stand or YahooStand(), lambda seen: "/finance/" in seen.path)


def _cookie() -> tuple[str, str]:
    return "Set-Cookie", f"A3={COOKIE}; Path=/; Max-Age=31557600; HttpOnly"


def _error(status: int, code: str, text: str) -> Answer:
    return as_json({"chart": {"result": None, "error": {"code": code, "description": text}}}, status=status)


def _local(moment: datetime, security: Security) -> date:
    return moment.astimezone(ZoneInfo(security.time_zone)).date()


def _whole_day(security: Security, day: date) -> dict:
    begin = int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(security.time_zone)).timestamp())
    return {"timezone": "EST", "start": begin, "end": begin + 86_340, "gmtoffset": -18000}


def _retold(security: Security, day: Day, name: str) -> float | None:
    """Return a price in today's shares, as Yahoo rounds it: six decimals, kept in 32 bits."""
    if day.date in security.gaps:
        return None
    return float(np.float32(round(getattr(day, name) / security.shares_since(day.date), 6)))


def _adjusted(security: Security, day: Day) -> float:
    return float(np.float32(round(day.close * security.adjustment(day.date), 6)))


def _events(security: Security, first: date, last: date) -> dict:
    dividends = {
        str(security.opening(day)): {
            "amount": round(amount / security.shares_since(day), 6),
            "date": security.opening(day),
        }
        for day, amount in security.dividends.items()
        if first <= day <= last
    }
    splits = {
        str(security.opening(day)): {
            "date": security.opening(day),
            "numerator": ratio,
            "denominator": 1.0,
            "splitRatio": f"{ratio:g}:1",
        }
        for day, ratio in security.splits.items()
        if first <= day <= last
    }
    return {name: found for name, found in (("dividends", dividends), ("splits", splits)) if found}


def _trading_periods(security: Security, rows: list[tuple[int, Day]]) -> list[dict]:
    first, last = rows[0][1].date, rows[-1][1].date
    if security.kind in ("FUTURE", "CURRENCY", "CRYPTOCURRENCY"):
        return [_whole_day(security, first + timedelta(days=at)) for at in range((last - first).days + 1)]
    opens = calendars.opens(security.calendar, first, last).tolist()
    closes = calendars.closes(security.calendar, first, last).tolist()
    return [
        {
            "timezone": "EST",
            "start": int(begin.replace(tzinfo=UTC).timestamp()),
            "end": int(end.replace(tzinfo=UTC).timestamp()),
            "gmtoffset": -18000,
        }
        for begin, end in zip(opens, closes, strict=True)
    ]
