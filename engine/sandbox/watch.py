"""Watches one child from the worker: clock, cap, cancellation, its frames and its death."""

import json
import os
import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self

from engine.events import Failure, LogLine, OrderLog, Progress
from engine.sandbox.outcome import Death, Outcome, failure_for, verdict_of
from engine.sandbox.protocol import FrameReader, Garbled, Kind
from engine.sandbox.validation import Bounds, TooMuch, read_failed, read_finished, read_log_line, read_progress
from engine.spec import Spec
from engine.verdict import Verdict

_POLL_SECONDS: Final = 0.1
_PROGRESS_SECONDS: Final = 0.05
_DEATH_SECONDS: Final = 3.0
_READ_BYTES: Final = 1 << 18


class _StopRun(Exception):
    """The child must be killed, for this reason."""

    def __init__(self, verdict: Verdict, detail: str = "") -> None:
        super().__init__(detail)
        self.verdict = verdict
        self.detail = detail


class Watch:
    """One run as the worker sees it, from the hand-over to the child's last word; leaving it kills the child."""

    outcome: Outcome

    def __init__(
        self,
        spec: Spec,
        bounds: Bounds,
        on_progress: Callable[[Progress], None],
        on_log: Callable[[LogLine], None],
        should_stop: Callable[[], bool],
    ) -> None:
        self.zygote_pid = 0
        self.is_unheard = False
        self._limits = spec.limits
        self._bounds = bounds
        self._on_progress, self._on_log, self._should_stop = on_progress, on_log, should_stop
        self._started = time.monotonic()
        self._reader = FrameReader(output_bytes=spec.limits.output_bytes)
        self._received_bytes = 0
        self._log_lines = 0
        self._next_progress = 0.0
        self._next_question = 0.0
        self._is_ready = False
        self._has_all = False
        self._last: tuple[Kind, bytes] | None = None
        self._death: Death | None = None
        self._trouble = ""

    def __enter__(self) -> Self:
        self._selector = selectors.DefaultSelector()
        self._result_fd = -1
        self._line: socket.socket | None = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # The end of the line tells the zygote to kill the child, if there still is one.
        self._selector.close()
        if self._line is not None:
            self._line.close()
            os.close(self._result_fd)

    def listen(self, *, result_fd: int, line: socket.socket) -> None:
        """Take over the child's pipe and the line on which the zygote tells of its end."""
        self._result_fd, self._line = result_fd, line
        self._selector.register(result_fd, selectors.EVENT_READ, self._read_result)
        self._selector.register(line, selectors.EVENT_READ, self._read_line)

    @property
    def child_limits(self) -> dict[str, int]:
        """Return the limits the child puts on itself."""
        return {"cpu_seconds": self._limits.cpu_seconds, "memory_bytes": self._limits.memory_bytes}

    @property
    def never_ran(self) -> bool:
        """Return whether the zygote was lost before any line of the user's code had run."""
        return self.outcome.verdict is Verdict.OUR_FAULT and not self._is_ready

    def follow(self) -> None:
        """Follow the child until it has told its end or is dead, and set `outcome`; its time runs from here."""
        self._started = time.monotonic()
        try:
            self._until_silence()
            self.outcome = self._judged()
        except _StopRun as stop:
            self._kill()
            self.outcome = self._stopped(stop)
        except Garbled as error:
            self.outcome = self._outcome(Verdict.BAD_RESULT, str(error))
        except TooMuch as error:
            failure = Failure(message=str(error), hint="An order a bar is rarely what an idea needs: send fewer.")
            self.outcome = self._outcome(Verdict.OUTPUT, failure=failure)

    def _stopped(self, stop: _StopRun) -> Outcome:
        if stop.verdict is Verdict.TIME and not self._is_ready:
            return self._outcome(Verdict.OUR_FAULT, "its process did not start in time")
        return self._outcome(stop.verdict, stop.detail)

    def _until_silence(self) -> None:
        deadline = self._started + self._limits.wall_seconds
        while self._selector.get_map() and not self._has_all:
            left = deadline - time.monotonic()
            if left <= 0:
                raise _StopRun(Verdict.TIME)
            self._ask_whether_to_stop()
            for key, _ in self._selector.select(min(left, _POLL_SECONDS)):
                key.data()

    def _ask_whether_to_stop(self) -> None:
        # The answer may cost a query, and a talkative child wakes us far more often than it is worth asking.
        now = time.monotonic()
        if now >= self._next_question:
            self._next_question = now + _POLL_SECONDS
            if self._should_stop():
                raise _StopRun(Verdict.CANCELLED)

    def _read_result(self) -> None:
        received = os.read(self._result_fd, _READ_BYTES)
        if not received:
            self._selector.unregister(self._result_fd)
            self._has_all = self._last is not None
            return
        self._received_bytes += len(received)
        if self._received_bytes > self._limits.output_bytes:
            raise _StopRun(Verdict.OUTPUT)
        try:
            for kind, payload in self._reader.feed(received):
                self._take(kind, payload)
        except Garbled as error:
            raise _StopRun(Verdict.BAD_RESULT, str(error)) from None

    def _take(self, kind: Kind, payload: bytes) -> None:
        if self._last is not None:
            raise Garbled("something after the end")
        if kind is Kind.READY:
            self._is_ready = True
        elif kind is Kind.PROGRESS:
            self._tell_progress(read_progress(payload, self._bounds))
        elif kind is Kind.LOG:
            self._tell_line(read_log_line(payload, self._bounds))
        else:
            self._last = kind, payload

    def _tell_progress(self, progress: Progress) -> None:
        # A child may report as often as it likes; nobody has to listen to all of it.
        now = time.monotonic()
        if now >= self._next_progress:
            self._next_progress = now + _PROGRESS_SECONDS
            self._on_progress(progress)

    def _tell_line(self, line: LogLine) -> None:
        self._log_lines += 1
        if self._log_lines <= self._limits.log_lines:
            self._on_log(line)

    def _read_line(self) -> None:
        assert self._line is not None
        received = b""
        with suppress(OSError):
            received = self._line.recv(4_096)
        self._selector.unregister(self._line)
        words: dict[str, Any] = {"trouble": "its helper process died"}
        if received.endswith(b"\n"):
            words = json.loads(received)
        if "status" in words:
            self._death = Death(status=words["status"], cpu_seconds=words["cpu_seconds"])
        else:
            self._trouble = words["trouble"]

    def _kill(self) -> None:
        """Ask the zygote to kill the child and wait until it says that it is dead."""
        if self._line is None or self._death is not None:
            return
        with suppress(OSError):
            self._line.send(b"K")
        self._line.settimeout(_DEATH_SECONDS)
        try:
            answer = self._line.recv(4_096)
        except OSError:
            answer = b""
        self.is_unheard = not answer.endswith(b"\n")

    def _judged(self) -> Outcome:
        """
        Return what the child left.

        :raises Garbled: if its last frame makes no sense.
        :raises TooMuch: if its last frame holds more than the limits allow.
        """
        if self._last is not None:
            if not self._reader.is_between_frames:
                raise Garbled("something after the end")
            return self._last_words(*self._last)
        death = self._death
        if death is None:
            return self._outcome(Verdict.OUR_FAULT, self._trouble)
        if not self._is_ready:
            # No line of the user's code had run yet.
            return self._outcome(Verdict.OUR_FAULT, "it could not be locked in")
        if not self._reader.is_between_frames and not death.status:
            raise Garbled("a report cut short")
        return self._outcome(*verdict_of(death, limits=self._limits))

    def _last_words(self, kind: Kind, payload: bytes) -> Outcome:
        if kind is Kind.FINISHED:
            return self._outcome(Verdict.OK, order_log=read_finished(payload, self._bounds))
        failure, verdict = read_failed(payload, self._bounds)
        return self._outcome(verdict, failure=failure)

    def _outcome(
        self,
        verdict: Verdict,
        detail: str = "",
        *,
        order_log: OrderLog | None = None,
        failure: Failure | None = None,
    ) -> Outcome:
        if order_log is None and failure is None:
            failure = failure_for(verdict, limits=self._limits, detail=detail)
        elapsed_ms = (time.monotonic() - self._started) * 1000
        return Outcome(verdict=verdict, order_log=order_log, failure=failure, elapsed_ms=elapsed_ms)
