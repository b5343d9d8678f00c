"""How well strategies are isolated where they run: told by whoever opens the sandbox, and read by every page."""

import json
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = structlog.get_logger(__name__)

KEY: Final = "isolation"
# News of a machine that was switched off fades; one that works repeats it every few seconds.
FRESH_SECONDS: Final = 3_600
# A page reads from memory, and Redis this often at most; one that hangs costs a page this much, then nothing.
READ_EVERY_SECONDS: Final = 5.0
# A service may have been restarted with other walls, or be back: whoever reported asks it anew after this.
ASK_EVERY_SECONDS: Final = 60.0
TIMEOUT_SECONDS: Final = 0.3
# What the hostile programs reach without one of the kernel's own walls, or without both (docs/security.md).
WITHOUT_LANDLOCK: Final = "Everything hangs on the walls that are left."
WITHOUT_SECCOMP: Final = "A hostile strategy could learn names and times of this machine’s files, and change them."
WITHOUT_BOTH: Final = "A hostile strategy could change and delete files on this machine."


@dataclass(frozen=True, kw_only=True)
class Isolation:
    """
    What is known of the walls around strategies.

    `refusal` is set where no machine runs strategies at all. With `is_reduced_allowed` and nothing known, the setting
    is all that can be told.
    """

    missing: tuple[str, ...] = ()
    refusal: str = ""
    is_known: bool = True
    is_reduced_allowed: bool = False

    @property
    def is_worth_a_warning(self) -> bool:
        """Return whether every page has to tell of it."""
        return bool(self.missing) or (self.is_reduced_allowed and not self.is_known)

    @property
    def missing_words(self) -> str:
        """
        Return the missing layers as a list in words.

        >>> Isolation(missing=("Landlock", "own user id", "seccomp")).missing_words
        'Landlock, own user id and seccomp'
        """
        *first, last = self.missing or ("",)
        return f"{', '.join(first)} and {last}" if first else last

    @property
    def consequence(self) -> str:
        """Return what a hostile strategy may do where these layers are missing, as far as we have seen."""
        if {"Landlock", "seccomp"} <= set(self.missing):
            return WITHOUT_BOTH
        return WITHOUT_SECCOMP if "seccomp" in self.missing else WITHOUT_LANDLOCK


UNKNOWN: Final = Isolation(is_known=False)
_own: Isolation | None = None
_asked_at = float("-inf")
_last_read: tuple[float, Isolation] = (float("-inf"), UNKNOWN)


@cache
def _client(url: str) -> redis.Redis:
    limits = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}
    return redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), **limits)


def report(*, missing: Iterable[str] = (), refusal: str = "") -> None:
    """Tell how strategies are isolated on this machine: which layers are missing, or why none may run."""
    global _own, _asked_at
    _asked_at = time.monotonic()
    _own = Isolation(missing=tuple(sorted(missing)), refusal=refusal)
    repeat()


def repeat() -> None:
    """Tell again what this process last reported, as Redis may have been emptied since; before that, nothing."""
    if _own is None:
        return
    news = json.dumps({"missing": _own.missing, "refusal": _own.refusal, "at": time.time()})
    try:
        _client(settings.REDIS_URL).hset(KEY, socket.gethostname(), news)
    except (redis.RedisError, OSError) as problem:
        logger.warning("isolation_not_told", problem=str(problem))


def is_to_be_asked() -> bool:
    """Return whether this process reported something, so long ago that it should look again."""
    return _own is not None and time.monotonic() - _asked_at >= ASK_EVERY_SECONDS


def known() -> Isolation:
    """Return what is known, without waiting for anyone; what was read once is kept while Redis is away."""
    global _last_read
    read_at, found = _last_read
    if time.monotonic() - read_at >= READ_EVERY_SECONDS:
        found = _read() or found
        _last_read = (time.monotonic(), found)
    return replace(found, is_reduced_allowed=settings.SANDBOX_REDUCED_ISOLATION)


def forget() -> None:
    """Drop what this process remembers."""
    global _own, _asked_at, _last_read
    _own, _asked_at, _last_read = None, float("-inf"), (float("-inf"), UNKNOWN)


def _read() -> Isolation | None:
    try:
        told = _client(settings.REDIS_URL).hgetall(KEY)
    except (redis.RedisError, OSError):
        return None
    return merged([json.loads(news) for news in told.values()], now=time.time())


def merged(told: Iterable[dict[str, Any]], *, now: float) -> Isolation | None:
    """
    Return what several machines told as one; None where nothing is fresh.

    >>> one, other = {"missing": ["seccomp"], "refusal": "", "at": 90}, {"missing": [], "refusal": "No.", "at": 95}
    >>> merged([one, other], now=99)
    Isolation(missing=('seccomp',), refusal='', is_known=True, is_reduced_allowed=False)
    """
    fresh = [one for one in told if now - one["at"] < FRESH_SECONDS]
    if not fresh:
        return None
    refusals = [one["refusal"] for one in fresh if one["refusal"]]
    return Isolation(
        missing=tuple(sorted({name for one in fresh for name in one["missing"]})),
        # Where one machine runs strategies, they run.
        refusal=refusals[0] if len(refusals) == len(fresh) else "",
    )
