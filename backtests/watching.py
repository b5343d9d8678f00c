"""What happens while a run is going on: its lease is kept, its progress stored and told, a wish to stop heard."""

import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import MappingProxyType
from typing import Any, Final, Protocol

from backtests.models import topic_of
from backtests.queueing import Lease
from engine.events import LogLine, Progress
from statis import events
from statis.heartbeats import HEARTBEAT_SECONDS, Heartbeat, ticking
from statis.jobs import Standing

PUBLISH_SECONDS: Final = 0.25
LINES_AT_ONCE: Final = 200
# What a failed run keeps of its log: the lines just before the end say most.
LINES_KEPT: Final = 200
# The share of a usual run's time that is over when a phase begins; simulating takes the rest.
BEGINS_AT: Final = MappingProxyType(
    {"data": 0.0, "compile": 0.03, "simulate": 0.06, "analyze": 0.8, "report": 0.83, "look-ahead": 0.85}
)


class Watch(Protocol):
    """Who is told how a run is going, and may stop it."""

    def phase(self, name: str) -> None: ...

    def on_progress(self, progress: Progress) -> None: ...

    def on_log(self, line: LogLine) -> None: ...

    def should_stop(self) -> bool: ...

    def say(self, text: str) -> None: ...

    def kept_alive(self) -> AbstractContextManager[None]: ...


class Unwatched:
    """For runs that nobody watches: the command line's."""

    def phase(self, name: str) -> None:
        """Tell nobody."""

    def on_progress(self, progress: Progress) -> None:
        """Tell nobody."""

    def on_log(self, line: LogLine) -> None:
        """Tell nobody."""

    def should_stop(self) -> bool:
        """Return False: nothing stops such a run but its limits."""
        return False

    def say(self, text: str) -> None:
        """Tell nobody."""

    def kept_alive(self) -> AbstractContextManager[None]:
        """Do nothing: nobody waits for a sign of life."""
        return nullcontext()


class LeasedWatch:
    """The watch over a claimed run: one heartbeat a second to its row, news at most four times a second."""

    def __init__(self, lease: Lease, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._heart = Heartbeat(lease, lambda: {"progress": self.now}, clock=clock)
        self._clock = clock
        self._topic = topic_of(lease.pk)
        self._began_at = clock()
        self._told_at = 0.0
        self._lines: list[dict[str, Any]] = []
        self.printed: deque[dict[str, Any]] = deque(maxlen=LINES_KEPT)
        self.now: dict[str, Any] = {"phase": "data", "fraction": 0.0, "bar": 0, "bars": 0, "fills": 0}

    @property
    def standing(self) -> Standing:
        """Return how the run stood at the last heartbeat."""
        return self._heart.standing

    def phase(self, name: str) -> None:
        """Tell that another phase of the run begins."""
        if name not in BEGINS_AT or name == self.now["phase"]:
            return
        self.now |= {"phase": name, "fraction": max(self.now["fraction"], BEGINS_AT[name])}
        self.now.pop("doing", None)
        self._tell()
        self._heart.beat_if_due()

    def on_progress(self, progress: Progress) -> None:
        """Take in what the child says of its progress: how far it is decides nothing but what the page shows."""
        fraction = BEGINS_AT[progress.phase]
        if progress.phase == "simulate" and progress.bars:
            done = min(max(progress.bar / progress.bars, 0.0), 1.0)
            fraction += done * (BEGINS_AT["analyze"] - BEGINS_AT["simulate"])
        self.now |= {
            "phase": progress.phase,
            "fraction": round(max(fraction, self.now["fraction"]), 4),
            "bar": progress.bar,
            "bars": progress.bars,
            "fills": progress.fills,
        }
        self._tell_if_due()

    def on_log(self, line: LogLine) -> None:
        """Pass a line of the strategy's log on, together with others of the same quarter second."""
        told = {"bar": line.bar, "text": line.text}
        self.printed.append(told)
        if len(self._lines) < LINES_AT_ONCE:
            self._lines.append(told)
        self._tell_if_due()

    def should_stop(self) -> bool:
        """Return whether the run was cancelled or has been given to another worker."""
        self._tell_if_due(only_lines=True)
        self._heart.beat_if_due()
        return self.standing is not Standing.OURS

    def say(self, text: str) -> None:
        """Tell what is being done in this phase, until the next begins."""
        self.now |= {"doing": text}
        self._tell()

    def kept_alive(self) -> AbstractContextManager[None]:
        """Keep the lease, from a thread, while this one waits for somebody else's answer."""
        return ticking(self._heart.beat_if_due, seconds=HEARTBEAT_SECONDS)

    def _tell_if_due(self, *, only_lines: bool = False) -> None:
        if self._clock() - self._told_at >= PUBLISH_SECONDS and (self._lines or not only_lines):
            self._tell()

    def _tell(self) -> None:
        self._told_at = self._clock()
        elapsed = round(self._told_at - self._began_at, 2)
        events.publish(self._topic, {"type": "progress", **self.now, "elapsed_seconds": elapsed})
        if self._lines:
            events.publish(self._topic, {"type": "log", "lines": self._lines})
            self._lines = []
