"""Small JSON events to whoever watches: kept a while in a Redis stream, and announced by pub/sub."""

import contextlib
import json
import time
from functools import cache
from typing import Any, Final

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = structlog.get_logger(__name__)

STREAM: Final = "e:"
CHANNEL: Final = "p:"
KEPT: Final = 2_000
EXPIRE_SECONDS: Final = 3_600
TIMEOUT_SECONDS: Final = 1.0
QUIET_SECONDS: Final = 5.0

# One round trip, and the order of the announcements is the order in the stream.
PUBLISH: Final = """
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'd', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', KEYS[2], id .. ' ' .. ARGV[1])
return id
"""

_quiet_until = 0.0


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        health_check_interval=30,
        retry=Retry(NoBackoff(), 1),
    )


def publish(topic: str, event: dict[str, Any]) -> None:
    """
    Tell everyone who watches the topic; `event["type"]` names the kind of event.

    Events are news, never the truth: without Redis this logs once, keeps quiet for a few seconds and goes on.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    body = json.dumps(event, separators=(",", ":"), default=str)
    try:
        _client(settings.REDIS_URL).eval(PUBLISH, 2, STREAM + topic, CHANNEL + topic, body, KEPT, EXPIRE_SECONDS)
    except (redis.RedisError, OSError) as problem:
        # A dead Redis must not cost every event a timeout.
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("events_unavailable", topic=topic, problem=str(problem))


def mark_alive(name: str, *, seconds: int = 60) -> None:
    """Leave a sign of life that fades after a while; without Redis, none."""
    with contextlib.suppress(redis.RedisError, OSError):
        _client(settings.REDIS_URL).set(f"alive:{name}", int(time.time()), ex=seconds)


def seconds_since_alive(name: str) -> int | None:
    """Return how long ago the last sign of life was; None when there is none or Redis does not answer."""
    try:
        at = _client(settings.REDIS_URL).get(f"alive:{name}")
    except (redis.RedisError, OSError):
        return None
    return None if at is None else max(0, int(time.time()) - int(at))
