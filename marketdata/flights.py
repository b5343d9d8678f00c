"""One fetch at a time for each series: whoever comes meanwhile waits for it and then reads what it brought."""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import redis
import structlog

logger = structlog.get_logger(__name__)

POLL_SECONDS: Final = 0.05
# Longer than the slowest fetch from three sources, each with its own firm end.
HELD_SECONDS: Final = 150
GIVE: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


@dataclass(frozen=True, kw_only=True)
class Flight:
    """The right to fetch a series; nothing may be stored by whom it has passed on from."""

    client: "redis.Redis"
    key: str
    token: str

    def holds(self) -> bool:
        """Return whether nobody else has taken it meanwhile, which a holder that slept too long must ask."""
        try:
            held: Any = self.client.get(self.key)
        except (redis.RedisError, OSError):
            return True
        # Gone, after Redis was emptied: nobody else has stored anything that this could undo.
        return held is None or held.decode() == self.token

    def give(self) -> None:
        """Let the next one in."""
        try:
            self.client.eval(GIVE, 1, self.key, self.token)
        except (redis.RedisError, OSError):
            logger.warning("flight_not_given_back", name=self.key)


@contextmanager
def alone(
    *,
    client: "redis.Redis",
    name: str,
    wait_seconds: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Flight | None]:
    """Give the right to fetch, after at most so many seconds of waiting for who has it; None when they take longer."""
    flight = Flight(client=client, key=f"fetch:{name}", token=uuid.uuid4().hex)
    if not _taken(flight, clock() + wait_seconds, clock, sleep):
        yield None
        return
    try:
        yield flight
    finally:
        flight.give()


def _taken(flight: Flight, ends_at: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> bool:
    try:
        while not flight.client.set(flight.key, flight.token, nx=True, ex=HELD_SECONDS):
            if clock() >= ends_at:
                return False
            sleep(POLL_SECONDS)
    except (redis.RedisError, OSError) as problem:
        # Without Redis everybody may: what is fetched twice is stored once.
        logger.warning("flight_unavailable", problem=type(problem).__name__)
    return True
