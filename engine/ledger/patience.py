"""How long an order log is looked at: one may take a thousand times longer to check than it took to make."""

import time
from collections.abc import Callable
from typing import Final

_SECONDS_BETWEEN_LOOKS: Final = 0.1


class OutOfPatience(Exception):
    """The log takes too much of our processor to be checked."""


class NoLongerWanted(Exception):
    """Whoever asked for the run has cancelled it."""


class Patience:
    """The processor's seconds that a check may take in this thread, asking now and then whether it is still wanted."""

    def __init__(self, seconds: float, *, should_stop: Callable[[], bool] | None = None) -> None:
        self._until = time.thread_time() + seconds
        self._should_stop = should_stop
        self._next_look = 0.0

    def spend(self) -> None:
        """
        Go on; to be called in every loop that a child can make long.

        :raises OutOfPatience: if the time is over.
        :raises NoLongerWanted: if the run is to stop.
        """
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + _SECONDS_BETWEEN_LOOKS
        if self._should_stop is not None and self._should_stop():
            raise NoLongerWanted
        if time.thread_time() > self._until:
            raise OutOfPatience
