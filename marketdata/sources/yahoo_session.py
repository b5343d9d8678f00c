"""The one door to yfinance: a session with limits of its own, and no state shared between threads."""

import json
import logging
import random
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import yfinance
from curl_cffi import requests as curl
from yfinance._http import cookie_jar
from yfinance.config import YfConfig
from yfinance.data import YfData
from yfinance.scrapers.history import PriceHistory

from marketdata.sources.base import Failure, SourceError
from marketdata.sources.http import Limits, Reply, parsed, rate_limited, refused, seconds_until, too_large

# yfinance has its own outdated calls of pandas shown to everybody; nobody here can mend them.
warnings.filterwarnings("ignore", category=DeprecationWarning, module="yfinance")
LABEL: Final = "Yahoo Finance"
PUBLIC_URL: Final = "https://finance.yahoo.com"
HOME: Final = "yahoo.com"
MAX_HOPS: Final = 8
# What a curl callback returns to end the transfer.
STOP: Final = 0xFFFFFFFF
TRIES_WITHOUT_PERMISSION: Final = 2


@dataclass
class Journal:
    """What happened on the wire during one fetch."""

    requests: int = 0
    denied: int = 0
    ends_at: float = 0.0


class Session(curl.Session[curl.Response]):
    """yfinance's session: every address is Yahoo's or the stand-in's, every answer small, timely and well formed."""

    def __init__(self, *, base_url: str, limits: Limits, sleep: Callable[[float], None] = time.sleep) -> None:
        super().__init__(impersonate="chrome")
        self.base_url_set = base_url.rstrip("/")
        self.limits = limits
        self.pause_for = sleep
        self.journal = Journal()

    def begin(self) -> Journal:
        """Start the clock and the counters of a fetch."""
        self.journal = Journal(ends_at=time.monotonic() + self.limits.total)
        return self.journal

    def request(self, method: Any, url: str, **options: Any) -> curl.Response:  # type: ignore[override]
        """
        Send a request, follow Yahoo's own redirects, and return the answer under the address yfinance asked for.

        :raises SourceError: for whatever makes the answer to a question about prices useless.
        """
        options |= {"allow_redirects": False}
        for _hop in range(MAX_HOPS):
            response = self._insist(method, url, options)
            response.url = url
            target = response.headers.get("location")
            if not (300 <= response.status_code < 400 and target):
                break
            url = _own(urljoin(url, target))
            options.pop("params", None)
            if response.status_code not in (307, 308):
                method = "GET"
                options.pop("data", None)
        else:
            raise SourceError(Failure.BAD_ANSWER, f"{LABEL} sends us round in circles.")
        if _is_about_prices(url):
            self._check(response)
        return response

    def _insist(self, method: Any, url: str, options: dict[str, Any]) -> curl.Response:
        """Send a request, again if the server or the connection fails, and only where prices are at stake."""
        retries = self.limits.retries if _is_about_prices(url) else 0
        for attempt in range(retries + 1):
            try:
                response = self._send(method, url, options)
            except curl.exceptions.RequestException as problem:
                if attempt == retries or not self._paused(attempt):
                    raise _failed(problem, url) from None
                continue
            is_worth_another = response.status_code >= 500 and not response.headers.get("retry-after")
            if attempt == retries or not is_worth_another or not self._paused(attempt):
                return response
        raise AssertionError("the last attempt returns or raises")

    def _paused(self, attempt: int) -> bool:
        pause = self.limits.pause * 2**attempt * random.uniform(0.5, 1.5)  # noqa: S311
        if time.monotonic() + pause >= self.journal.ends_at:
            return False
        self.pause_for(pause)
        return True

    def _send(self, method: Any, url: str, options: dict[str, Any]) -> curl.Response:
        self.journal.requests += 1
        body = bytearray()

        def keep(part: bytes) -> int:
            body.extend(part)
            return len(part) if len(body) <= self.limits.max_bytes else STOP

        left = max(0.05, self.journal.ends_at - time.monotonic())
        connect = min(self.limits.connect, left)
        # curl adds the two: together they end the whole transfer, however slowly it trickles.
        options = options | {"timeout": (connect, max(0.01, min(self.limits.read, left - connect)))}
        try:
            response = super().request(method, self._address(url), content_callback=keep, **options)
        except curl.exceptions.RequestException:
            if len(body) > self.limits.max_bytes:
                raise too_large(LABEL, self.limits.max_bytes) from None
            raise
        response.content = bytes(body)
        return response

    def _address(self, url: str) -> str:
        """Return where to send what yfinance addresses to one of Yahoo's hosts."""
        if self.base_url_set == PUBLIC_URL:
            return url
        return f"{self.base_url_set}/{url.split('://', 1)[1]}"

    def _check(self, response: curl.Response) -> None:
        """
        Pass an answer about prices that can be read.

        :raises SourceError: if it is a refusal, or not the JSON it should be.
        """
        reply = Reply(
            status=response.status_code,
            content_type=response.headers.get("content-type") or "",
            retry_after=seconds_until(response.headers.get("retry-after") or ""),
            body=response.content,
        )
        refusal = refused(reply, LABEL)
        if refusal:
            raise refusal
        if reply.status in (401, 403):
            self._denied()
            return
        answer = parsed(reply, LABEL)
        error = _error_of(answer)
        if error or reply.status >= 400:
            raise _refusal(reply.status, error)

    def _denied(self) -> None:
        """Let yfinance fetch a new cookie and crumb once, then give up."""
        self.journal.denied += 1
        if self.journal.denied >= TRIES_WITHOUT_PERMISSION:
            raise SourceError(Failure.UNAVAILABLE, f"{LABEL} refuses to be asked from here. Try again later.")


class Data(YfData):
    """yfinance's keeper of cookie and crumb: one for each session, where yfinance has one for the whole process."""

    def _get_cookie_basic(self, timeout: float = 30) -> bool:
        # yfinance asks for a cookie before each request, even if the session holds one.
        return bool(cookie_jar(self._session)) or bool(super()._get_cookie_basic(timeout))

    def _save_cookie_curlCffi(self) -> bool:  # noqa: N802
        # One database for all threads and processes: a lock among workers, for the sake of one request.
        return False

    def _load_cookie_curlCffi(self) -> bool:  # noqa: N802
        return False

    def cache_get(self, url: str, params: Any = None, timeout: float = 30) -> Any:
        """Ask anew: what is kept of prices is kept by Statis."""
        return self.get(url, params, timeout)


@dataclass(frozen=True)
class Line:
    """A session, and what yfinance knows through it; for one thread."""

    session: Session
    data: Any

    def history(self, symbol: str, time_zone: str) -> Any:
        """Return yfinance's price history of a symbol."""
        return PriceHistory(self.data, symbol, time_zone, self.session)

    def found(self, words: str, count: int) -> list[dict[str, Any]]:
        """Return the raw search results for some words."""
        params = {"q": words, "quotesCount": count, "newsCount": 0, "listsCount": 0}
        answer = self.data.get_raw_json("https://query2.finance.yahoo.com/v1/finance/search", params=params)
        quotes = answer.get("quotes") if isinstance(answer, dict) else None
        return [quote for quote in quotes or [] if isinstance(quote, dict)]


def connected(*, base_url: str, cache_dir: Path, limits: Limits, sleep: Callable[[float], None]) -> Line:
    """Return a session of one's own with yfinance behind it."""
    _prepare(cache_dir)
    session = Session(base_url=base_url, limits=limits, sleep=sleep)
    # yfinance's metaclass would hand every thread the same object with the session of whoever came last.
    data = type.__call__(Data, session)
    return Line(session, data)


def _prepare(cache_dir: Path) -> None:
    """Set what yfinance keeps for the whole process; the same for everybody here, so threads may race."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    yfinance.set_tz_cache_location(str(cache_dir))
    YfConfig.debug.hide_exceptions = False
    YfConfig.network.retries = 0
    # Its lines hold addresses and crumbs, and say nothing that the errors do not.
    logging.getLogger("yfinance").setLevel(logging.CRITICAL + 1)


def _own(url: str) -> str:
    """
    Return an address that is one of Yahoo's.

    :raises SourceError: if it is anybody else's.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or not (host == HOME or host.endswith(f".{HOME}")):
        raise SourceError(Failure.BAD_ANSWER, f"{LABEL} sent us to another site, where Statis does not follow.")
    return url


def _is_about_prices(url: str) -> bool:
    """Return whether an address answers with prices or symbols, rather than with a cookie or a crumb."""
    return urlsplit(url).path.startswith(("/v8/finance/chart/", "/v1/finance/search"))


def _failed(problem: Exception, url: str) -> Exception:
    """Return what to raise for a connection that failed: yfinance does without a crumb, not without an answer."""
    if not _is_about_prices(url):
        return TimeoutError("no cookie or crumb")
    if isinstance(problem, curl.exceptions.Timeout):
        return SourceError(Failure.UNAVAILABLE, f"{LABEL} did not answer in time. Try again later.")
    if isinstance(problem, curl.exceptions.IncompleteRead):
        return SourceError(Failure.BAD_ANSWER, f"{LABEL} sent an answer that breaks off or is damaged.")
    return SourceError(Failure.UNAVAILABLE, f"{LABEL} cannot be reached, or broke off. Try again later.")


def _error_of(answer: Any) -> str:
    """Return the code and description of an error that Yahoo reports in its answer."""
    body = answer if isinstance(answer, dict) else {}
    inner: Any = next((body[key] for key in ("chart", "finance") if isinstance(body.get(key), dict)), {})
    error = inner.get("error")
    return json.dumps(error).lower() if error else ""


def _refusal(status: int, error: str) -> SourceError:
    if status == 404 or "not found" in error or "no data found" in error:
        return SourceError(Failure.UNKNOWN_SYMBOL, f"{LABEL} does not know this symbol. Check how it is spelt.")
    if "too many requests" in error:
        return rate_limited(LABEL)
    if "data doesn't exist" in error or "start date" in error:
        return SourceError(Failure.NO_BARS, f"{LABEL} has no prices in these dates.")
    if "granularity" in error or "range must be within" in error or "not supported" in error:
        return SourceError(Failure.NOT_OFFERED, f"{LABEL} does not have bars this short so far back.")
    return SourceError(Failure.BAD_ANSWER, f"{LABEL} answered with an error of a kind Statis does not know.")
