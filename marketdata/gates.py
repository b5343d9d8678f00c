"""When a source may be asked: its rate limit and its circuit breaker, shared by all processes through Redis."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from marketdata.sources.attempts import UNASKED
from marketdata.sources.base import Failure, SourceError, SourceFacts

logger = structlog.get_logger(__name__)

TIMEOUT_SECONDS: Final = 1.0
# A fetch asks Redis a dozen times: one that does not answer must not cost each its timeout.
REST_SECONDS: Final = 5.0
# A breaker opens when the failures since the last good answer weigh this much.
THRESHOLD: Final = 3
# What was tried three times before it was called unavailable counts as three failures: it opens the breaker at once.
WEIGHTS: Final = {
    Failure.UNAVAILABLE: THRESHOLD,
    Failure.BAD_ANSWER: 1,
    Failure.RATE_LIMITED: THRESHOLD,
    Failure.KEY_REJECTED: THRESHOLD,
}
FIRST_PAUSE: Final = 30.0
LONGEST_PAUSE: Final = 600.0
# For how long a source is believed that does not say when to come back, and one that says "next year".
LIMITED_PAUSE: Final = 60.0
LONGEST_LIMITED: Final = 86_400.0
# A key does not become right by being tried again; one that is set anew should not have to wait for long.
REJECTED_PAUSE: Final = 600.0
# The one that tries a half-open breaker has this long; longer than any fetch takes.
TRIAL_SECONDS: Final = 90.0
FORGET_SECONDS: Final = 3_600

# Why no question may pass now. Half-open lets one through at a time.
REFUSE: Final = """
local now, a_minute, a_day = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local seen = redis.call('HMGET', KEYS[1], 'open_until', 'trial_until', 'kind', 'text')
local open_until, trial_until = tonumber(seen[1] or '0'), tonumber(seen[2] or '0')
if open_until > now then return {'open', tostring(open_until - now), seen[3], seen[4]} end
if trial_until > now then return {'open', tostring(trial_until - now), seen[3], seen[4]} end
if tonumber(redis.call('GET', KEYS[2]) or '0') >= a_minute then return {'minute', tostring(60 - now % 60)} end
if a_day > 0 and tonumber(redis.call('GET', KEYS[3]) or '0') >= a_day then
  return {'day', tostring(86400 - now % 86400)}
end
"""
LOOK: Final = f"{REFUSE}return {{'ok'}}"
# A passing question is counted here already: of many that come at once no more pass than the limit allows.
ADMIT: Final = f"""{REFUSE}
if open_until > 0 then redis.call('HSET', KEYS[1], 'trial_until', tostring(now + tonumber(ARGV[4]))) end
redis.call('INCR', KEYS[2])
redis.call('EXPIRE', KEYS[2], 120)
redis.call('INCR', KEYS[3])
redis.call('EXPIRE', KEYS[3], 90000)
return {{'ok'}}
"""
# A failure: it adds up, or opens the breaker again for twice as long when it was the trial of an open one.
FAIL: Final = """
local now, weight, pause = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local failures = redis.call('HINCRBY', KEYS[1], 'failures', weight)
local was_open = tonumber(redis.call('HGET', KEYS[1], 'open_until') or '0') > 0
redis.call('HSET', KEYS[1], 'kind', ARGV[4], 'text', ARGV[5], 'trial_until', '0')
local kept = tonumber(ARGV[7])
if failures >= tonumber(ARGV[6]) or was_open then
  if pause == 0 then
    local times = redis.call('HINCRBY', KEYS[1], 'times', 1)
    pause = math.min(tonumber(ARGV[8]) * 2 ^ (times - 1), tonumber(ARGV[9]))
  end
  local until_ = math.max(now + pause, tonumber(redis.call('HGET', KEYS[1], 'open_until') or '0'))
  redis.call('HSET', KEYS[1], 'open_until', tostring(until_))
  kept = kept + math.ceil(pause)
end
redis.call('EXPIRE', KEYS[1], kept)
return failures
"""


@dataclass(frozen=True, kw_only=True)
class RedisGate:
    """
    The gate all processes share; `patience` is how long to wait for a place under the rate limit.

    Without Redis every question passes: what is lost is the memory of failures, never a price.
    """

    client: "redis.Redis"
    patience: float = 0.0
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    def refusal(self, facts: SourceFacts) -> SourceError | None:
        """Return why the source is left alone for now; None lets one question through."""
        waited = 0.0
        while True:
            said = self._asked(facts, ADMIT)
            if said is None or said[0] == "ok":
                return None
            wait = float(said[1])
            if said[0] != "minute" or waited + wait > self.patience:
                return _refusal(facts, said)
            self.sleep(wait + 0.05)
            waited += wait

    def rest(self, facts: SourceFacts) -> SourceError | None:
        """Return why the source would be left alone now, without asking it; None where it would be asked."""
        said = self._asked(facts, LOOK)
        return None if said is None or said[0] == "ok" else _refusal(facts, said)

    def delivered(self, facts: SourceFacts, requests: int) -> None:
        """Close the breaker, and count the requests beyond the one that was let through."""
        breaker, minute, day = self._keys(facts)
        try:
            with self.client.pipeline() as pipe:
                pipe.delete(breaker)
                if requests != 1:
                    _add(pipe, minute, day, requests - 1)
                pipe.execute()
        except (redis.RedisError, OSError) as problem:
            _log_absence(problem)

    def failed(self, facts: SourceFacts, error: SourceError) -> None:
        """Count a failure, which may open the breaker; what says nothing of the source's health leaves it alone."""
        try:
            if error.kind in UNASKED:
                self._take_back(facts)
            elif error.kind in WEIGHTS:
                self._count(facts, error)
            else:
                self.delivered(facts, 1)
        except (redis.RedisError, OSError) as problem:
            _log_absence(problem)

    def _asked(self, facts: SourceFacts, script: str) -> list[str] | None:
        limits = facts.requests_a_minute, facts.requests_a_day or 0
        try:
            said: Any = self.client.eval(script, 3, *self._keys(facts), self.now(), *limits, TRIAL_SECONDS)
        except (redis.RedisError, OSError) as problem:
            _log_absence(problem)
            return None
        return [part.decode() if isinstance(part, bytes) else str(part or "") for part in said]

    def _take_back(self, facts: SourceFacts) -> None:
        breaker, minute, day = self._keys(facts)
        with self.client.pipeline() as pipe:
            _add(pipe, minute, day, -1)
            pipe.hdel(breaker, "trial_until")
            pipe.execute()

    def _count(self, facts: SourceFacts, error: SourceError) -> None:
        pause = REJECTED_PAUSE if error.kind is Failure.KEY_REJECTED else 0.0
        if error.kind is Failure.RATE_LIMITED or error.retry_after:
            pause = min(error.retry_after or LIMITED_PAUSE, LONGEST_LIMITED)
        # A server's own word on when to come back is taken, whatever else was counted.
        weight = THRESHOLD if error.retry_after else WEIGHTS[error.kind]
        bounds = THRESHOLD, FORGET_SECONDS, FIRST_PAUSE, LONGEST_PAUSE
        breaker = self._keys(facts)[0]
        self.client.eval(FAIL, 1, breaker, self.now(), weight, pause, error.kind.value, error.text, *bounds)

    def _keys(self, facts: SourceFacts) -> tuple[str, str, str]:
        now = int(self.now())
        name = f"source:{facts.name}"
        return name, f"{name}:minute:{now // 60}", f"{name}:day:{now // 86_400}"


class RestingPool(redis.ConnectionPool):
    """Connections to a Redis that, once it cannot be reached, is not tried again for a few seconds."""

    rests_until = 0.0

    def get_connection(self, *args: Any, **options: Any) -> Any:
        """Return a connection, or fail at once while the server rests."""
        if time.monotonic() < self.rests_until:
            raise redis.ConnectionError("Redis could not be reached a moment ago")
        try:
            return super().get_connection(*args, **options)
        except (redis.RedisError, OSError):
            self.rests_until = time.monotonic() + REST_SECONDS
            raise


@cache
def client(url: str) -> "redis.Redis":
    """Return the connection the gates and locks of this process use."""
    pool = RestingPool.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        health_check_interval=30,
        retry=Retry(NoBackoff(), 1),
    )
    return redis.Redis(connection_pool=pool)


def shared_gate(*, patience: float = 0.0) -> RedisGate:
    """Return the gate of this installation."""
    return RedisGate(client=client(settings.REDIS_URL), patience=patience)


def _add(pipe: Any, minute: str, day: str, requests: int) -> None:
    """Count requests in the windows of a minute and a day."""
    for window, seconds in ((minute, 120), (day, 90_000)):
        pipe.incrby(window, requests)
        pipe.expire(window, seconds)


def _refusal(facts: SourceFacts, said: list[str]) -> SourceError:
    wait = float(said[1])
    if said[0] == "open":
        kind = Failure(said[2]) if said[2] in set(Failure) else Failure.UNAVAILABLE
        text = f"{said[3]} It is asked again in {_in_words(wait)}."
        return SourceError(kind, text.strip(), wait)
    limit = f"{facts.requests_a_minute} times a minute"
    if said[0] == "day":
        limit = f"{facts.requests_a_day} times a day"
    text = f"{facts.label} is asked no more than {limit}. It may be asked again in {_in_words(wait)}."
    return SourceError(Failure.RATE_LIMITED, text, wait)


def _in_words(seconds: float) -> str:
    """
    Return how long to wait.

    >>> _in_words(29.2), _in_words(240), _in_words(9_000)
    ('30 s', '4 min', '2.5 h')
    """
    if seconds < 120:
        return f"{int(seconds) + 1} s" if seconds % 1 else f"{int(seconds)} s"
    return f"{seconds / 60:.0f} min" if seconds < 7_200 else f"{seconds / 3600:.1f} h"


def _log_absence(problem: Exception) -> None:
    logger.warning("gate_unavailable", problem=type(problem).__name__)
