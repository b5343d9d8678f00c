"""Ask a server for JSON within firm limits: time, size, retries; nothing it or we say may give a key away."""

import email.utils
import json
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock, local
from typing import TYPE_CHECKING, Any, Final

from marketdata.sources.base import Failure, SourceError

if TYPE_CHECKING:
    import httpx2

TOO_MANY: Final = 429
SERVER_FAULT: Final = 500
USER_AGENT: Final = "Statis"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long, how much and how often; times in seconds."""

    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0
    max_bytes: int = 50_000_000
    retries: int = 2
    pause: float = 0.5  # before the first retry; doubled before each further one, and spread at random


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A whole answer: its status, what kind of content it says it is, and its bytes."""

    status: int
    content_type: str
    retry_after: float | None
    body: bytes


class _Broken(Exception):
    """A connection that failed in a way that another try may mend."""


@dataclass(kw_only=True)
class Http:
    """A client of one server; `label` is its name in sentences for users."""

    label: str
    base_url: str
    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep
    _client: "httpx2.Client | None" = None
    _lock: Lock = field(default_factory=Lock)
    _counter: local = field(default_factory=local)

    @property
    def requests(self) -> int:
        """Return how many requests this thread has sent, those sent again included."""
        return int(getattr(self._counter, "requests", 0))

    def get_json(self, path: str, *, params: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Any:
        """
        Return the parsed JSON of a GET request.

        :raises SourceError: UNAVAILABLE, RATE_LIMITED or BAD_ANSWER.
        """
        return parsed(self.get(path, params=params, headers=headers), self.label)

    def get(self, path: str, *, params: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        """
        Return the answer to a GET request, whatever its status below 500 except 429.

        :raises SourceError: UNAVAILABLE, RATE_LIMITED or BAD_ANSWER.
        """
        ends_at = time.monotonic() + self.limits.total
        for attempt in range(self.limits.retries + 1):
            is_last = attempt == self.limits.retries
            try:
                reply = self._send(path, params, headers or {}, ends_at)
            except _Broken as problem:
                if is_last or not self._paused(attempt, ends_at):
                    raise SourceError(Failure.UNAVAILABLE, f"{self.label} {problem}. Try again later.") from None
                continue
            refusal = refused(reply, self.label)
            if refusal is None:
                return reply
            # A server that says when to come back is asked again then, by whoever keeps the times.
            if is_last or refusal.retry_after is not None or reply.status == TOO_MANY:
                raise refusal
            if not self._paused(attempt, ends_at):
                raise refusal
        raise AssertionError("the last attempt returns or raises")

    def _paused(self, attempt: int, ends_at: float) -> bool:
        """Wait before another try; returns False when there is no time for one."""
        pause = self.limits.pause * 2**attempt * random.uniform(0.5, 1.5)  # noqa: S311
        if time.monotonic() + pause >= ends_at:
            return False
        self.sleep(pause)
        return True

    def _send(self, path: str, params: Mapping[str, str], headers: Mapping[str, str], ends_at: float) -> Reply:
        import httpx2

        left = max(0.01, ends_at - time.monotonic())
        read = min(self.limits.read, left)
        timeout = httpx2.Timeout(read, connect=min(self.limits.connect, left))
        url = self.base_url.rstrip("/") + path
        self._counter.requests = self.requests + 1
        try:
            with self._opened().stream("GET", url, params=params, headers=headers, timeout=timeout) as response:
                return Reply(
                    status=response.status_code,
                    content_type=response.headers.get("content-type", ""),
                    retry_after=seconds_until(response.headers.get("retry-after", "")),
                    body=self._read(response, ends_at),
                )
        # What these say may hold the address, and so the key: neither is passed on.
        except httpx2.TimeoutException:
            raise _Broken("did not answer in time") from None
        except httpx2.DecodingError:
            text = f"{self.label} sent an answer that cannot be unpacked."
            raise SourceError(Failure.BAD_ANSWER, text) from None
        except httpx2.TransportError:
            raise _Broken("cannot be reached, or broke off") from None
        except httpx2.InvalidURL:
            text = f"The address set for {self.label} is not one. Ask whoever runs this site to mend it."
            raise SourceError(Failure.UNAVAILABLE, text) from None

    def _read(self, response: "httpx2.Response", ends_at: float) -> bytes:
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > self.limits.max_bytes:
                raise too_large(self.label, self.limits.max_bytes)
            # A trickle is within the time allowed for each read, but not for ever.
            if time.monotonic() > ends_at:
                raise _Broken("did not finish its answer in time")
        return bytes(body)

    def _opened(self) -> "httpx2.Client":
        import httpx2

        with self._lock:
            if self._client is None:
                _silence("httpx2")
                # A connection kept open would be shared by the children of a process that forks.
                pool = httpx2.Limits(max_keepalive_connections=0)
                self._client = httpx2.Client(follow_redirects=False, headers={"User-Agent": USER_AGENT}, limits=pool)
            return self._client

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None


def parsed(reply: Reply, label: str) -> Any:
    """
    Return the JSON of an answer.

    :raises SourceError: BAD_ANSWER, if it is something else or breaks off.
    """
    if 300 <= reply.status < 400:
        raise SourceError(Failure.BAD_ANSWER, f"{label} sent us to another address, which Statis does not follow.")
    if "json" not in reply.content_type and not reply.body.lstrip().startswith((b"{", b"[")):
        raise SourceError(Failure.BAD_ANSWER, f"{label} answered with something that is not JSON.")
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError):
        raise SourceError(Failure.BAD_ANSWER, f"{label} sent an answer that breaks off or is damaged.") from None


def refused(reply: Reply, label: str) -> SourceError | None:
    """Return what to say of an answer whose status is that of a busy or broken server."""
    if reply.status == TOO_MANY:
        return rate_limited(label, reply.retry_after)
    if reply.status >= SERVER_FAULT:
        text = f"{label} has a fault of its own (status {reply.status}). Try again later."
        return SourceError(Failure.UNAVAILABLE, text, reply.retry_after)
    return None


def rate_limited(label: str, retry_after: float | None = None) -> SourceError:
    """Return what to say of a source that wants fewer requests."""
    when = f" It asks to be left alone for {retry_after:.0f} s." if retry_after else ""
    return SourceError(Failure.RATE_LIMITED, f"{label} limits how often it is asked.{when}", retry_after)


def key_rejected(label: str) -> SourceError:
    """Return what to say of a source that was asked with a key it does not know."""
    text = f"{label} does not accept the key that is set. Whoever runs this site can set another."
    return SourceError(Failure.KEY_REJECTED, text)


def too_large(label: str, max_bytes: int) -> SourceError:
    """Return what to say of an answer that would not end."""
    text = f"{label} sent more than {max_bytes / 1e6:.0f} MB. Ask for a shorter range."
    return SourceError(Failure.BAD_ANSWER, text)


def seconds_until(header: str) -> float | None:
    """
    Return the seconds a Retry-After header asks for, given as a number or as a date.

    >>> seconds_until("120"), seconds_until("soon")
    (120.0, None)
    """
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


class _WithoutQueries(logging.Filter):
    """Cut what follows the question mark from addresses in log lines: keys stand there."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(str(each).partition("?")[0] if "://" in str(each) else each for each in record.args)
        return True


def _silence(name: str) -> None:
    logger = logging.getLogger(name)
    if not any(isinstance(each, _WithoutQueries) for each in logger.filters):
        logger.addFilter(_WithoutQueries())
