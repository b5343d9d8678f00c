"""One fetch at a time for each series: whoever comes meanwhile waits for it and then reads what it brought."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any, Final

import redis
import structlog

logger = structlog.get_logger(__name__)

POLL_SECONDS: Final = 0.05
# Prolonged while its holder lives: who is killed in mid-fetch makes nobody wait longer than this.
HELD_SECONDS: Final = 12
PROLONGED_EVERY: Final = 3.0
# Longer than the slowest fetch, 24 questions with a firm end each: a holder that hangs is not believed for ever.
LONGEST_SECONDS: Final = 900.0
PROLONG: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return 0
"""
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

    def keep(self, ended: Event) -> None:
        """Hold on until the fetch has ended, or the right is somebody else's."""
        ends_at = time.monotonic() + LONGEST_SECONDS
        while not ended.wait(PROLONGED_EVERY) and time.monotonic() < ends_at:
            try:
                if not self.client.eval(PROLONG, 1, self.key, self.token, HELD_SECONDS):
                    return
            except (redis.RedisError, OSError):
                # It may be back in a moment; and `holds` is asked before anything is stored.
                continue

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
    on_wait: Callable[[], None] = lambda: None,
) -> Iterator[Flight | None]:
    """Give the right to fetch, after at most so many seconds of waiting for who has it; None when they take longer."""
    flight = Flight(client=client, key=f"fetch:{name}", token=uuid.uuid4().hex)
    if not _taken(flight, clock() + wait_seconds, clock, sleep, on_wait):
        yield None
        return
    ended = threading.Event()
    keeper = threading.Thread(target=flight.keep, args=(ended,), name=flight.key, daemon=True)
    keeper.start()
    try:
        yield flight
    finally:
        ended.set()
        keeper.join()
        flight.give()


def _taken(
    flight: Flight,
    ends_at: float,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    on_wait: Callable[[], None],
) -> bool:
    has_told = False
    try:
        while not flight.client.set(flight.key, flight.token, nx=True, ex=HELD_SECONDS):
            if clock() >= ends_at:
                return False
            if not has_told:
                on_wait()
                has_told = True
            sleep(POLL_SECONDS)
    except (redis.RedisError, OSError) as problem:
        # Without Redis everybody may: what is fetched twice is stored once.
        logger.warning("flight_unavailable", problem=type(problem).__name__)
    return True
