"""What keeps a lease while its job goes on."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import structlog
from django.db import DatabaseError, connection

from statis.jobs import Lease, Standing

logger = structlog.get_logger(__name__)

HEARTBEAT_SECONDS: Final = 1.0


class Heartbeat:
    """Renews a lease at most once a second, writes how the job is going to its row, and learns how the job stands."""

    def __init__(
        self, lease: Lease, values: Callable[[], dict[str, Any]], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.standing = Standing.OURS
        self._lease = lease
        self._values = values
        self._clock = clock
        self._beat_at = clock()

    def beat_if_due(self) -> None:
        """Renew the lease if the last time is long enough ago."""
        if self.standing is not Standing.OURS or self._clock() - self._beat_at < HEARTBEAT_SECONDS:
            return
        self._beat_at = self._clock()
        try:
            self.standing = self._lease.renew(**self._values())
        except DatabaseError as problem:
            # A database that is away for a moment costs the job nothing while its lease lasts.
            logger.warning("heartbeat_failed", pk=self._lease.pk, problem=str(problem))


@contextmanager
def ticking(tick: Callable[[], None], *, seconds: float) -> Iterator[None]:
    """Call a function every so many seconds from a thread, while this one waits for somebody else's answer."""
    is_over = threading.Event()
    thread = threading.Thread(target=_tick, args=(tick, seconds, is_over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _tick(tick: Callable[[], None], seconds: float, is_over: threading.Event) -> None:
    try:
        while not is_over.wait(seconds):
            tick()
    finally:
        # Each thread has a connection of its own.
        connection.close()
