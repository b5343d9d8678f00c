"""Follows one child from the client: hands over its job, keeps clock and cap, hears a cancellation, sees its end."""

import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from engine.sandbox.answer import Answer
from engine.sandbox.outcome import verdict_of
from engine.sandbox.protocol import FrameReader, Kind, Request, Work, encode_request
from engine.sandbox.validation import TooMuch
from engine.spec import Limits
from engine.verdict import Verdict

_POLL_SECONDS: Final = 0.1
_DEATH_SECONDS: Final = 3.0
_READ_BYTES: Final = 1 << 18


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a child ended; without a verdict it told its result."""

    verdict: Verdict | None = None
    detail: str = ""
    elapsed_ms: float = 0.0
    locked_ms: float | None = None
    is_unheard: bool = False

    @property
    def never_ran(self) -> bool:
        """Return whether the zygote was lost before any line of the user's code had run."""
        return self.verdict is Verdict.OUR_FAULT and self.locked_ms is None


class _StopWork(Exception):
    """The child must be killed, for this reason."""

    def __init__(self, verdict: Verdict, detail: str = "") -> None:
        super().__init__(detail)
        self.verdict = verdict
        self.detail = detail


@dataclass(frozen=True, kw_only=True)
class Errand:
    """
    What a child is wanted for: what is asked of the zygote, the job, and how much it may take and say.

    `hello_seconds` is how long the zygote may take to greet, `start_seconds` how long the job may wait for its turn
    and its child take to be locked in.
    """

    request: Request
    job: bytes
    limits: Limits
    on_frame: Callable[[Kind, bytes], None]
    on_hello: Callable[[dict[str, Any]], None]
    should_stop: Callable[[], bool]
    hello_seconds: float
    start_seconds: float


class Watch:
    """One errand on one connection; closing the connection kills the child, if there still is one."""

    def __init__(self, errand: Errand, line: socket.socket) -> None:
        self._errand, self._line, self._limits = errand, line, errand.limits
        result = Kind.FINISHED if errand.request.work is Work.RUN else Kind.INSPECTED
        reader = FrameReader(output_bytes=errand.limits.output_bytes, result=result)
        self._answer = Answer(reader, errand.on_frame)
        self._unsent = memoryview(encode_request(errand.request) + errand.job)
        self._began_at = time.monotonic()
        self._deadline = self._began_at + errand.hello_seconds
        self._next_question = 0.0
        self._is_greeted = self._is_over = self._is_unheard = False

    def follow(self) -> Ended:
        """
        Follow the child until it is dead and return how it ended; its time runs from its fork.

        What the errand's callbacks raise passes through, but for what says that a frame makes no sense.
        """
        self._line.setblocking(False)
        with selectors.DefaultSelector() as self._selector:
            self._selector.register(self._line, selectors.EVENT_READ | selectors.EVENT_WRITE)
            try:
                while not self._is_over:
                    self._step()
            except _StopWork as stop:
                self._kill()
                return self._stopped(stop)
            except TooMuch as error:
                self._kill()
                return self._ended(Verdict.OUTPUT, str(error))
        return self._judged()

    def _step(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise _StopWork(Verdict.TIME)
        self._ask_whether_to_stop()
        for _, events in self._selector.select(min(left, _POLL_SECONDS)):
            if events & selectors.EVENT_READ:
                self._receive()
            if events & selectors.EVENT_WRITE:
                self._send()

    def _ask_whether_to_stop(self) -> None:
        # The answer may cost a query, and a talkative child wakes us far more often than it is worth asking.
        now = time.monotonic()
        if now >= self._next_question:
            self._next_question = now + _POLL_SECONDS
            if self._errand.should_stop():
                raise _StopWork(Verdict.CANCELLED)

    def _send(self) -> None:
        with suppress(BlockingIOError):
            try:
                self._unsent = self._unsent[self._line.send(self._unsent) :]
            except (BrokenPipeError, ConnectionResetError):
                # Why nobody reads any more stands in what there is to read.
                self._unsent = self._unsent[:0]
        if not self._unsent:
            self._selector.modify(self._line, selectors.EVENT_READ)

    def _receive(self) -> None:
        received = self._received()
        if received is None:
            return
        self._is_over = not received
        was_locked = self._answer.locked_ms is not None
        self._answer.take(received)
        if not self._is_greeted and self._answer.hello is not None:
            self._is_greeted = True
            self._errand.on_hello(self._answer.hello)
            self._deadline = time.monotonic() + self._errand.start_seconds
        if not was_locked and self._answer.locked_ms is not None:
            self._began_at = time.monotonic() - self._answer.locked_ms / 1000
            self._deadline = self._began_at + self._limits.wall_seconds
        if self._answer.is_suspect and not self._is_over:
            raise _StopWork(Verdict.BAD_RESULT)
        if self._answer.output_bytes > self._limits.output_bytes:
            raise _StopWork(Verdict.OUTPUT)

    def _received(self) -> bytes | None:
        try:
            return self._line.recv(_READ_BYTES)
        except BlockingIOError:
            return None
        except ConnectionResetError:
            # The other end went with bytes of ours unread.
            return b""

    def _kill(self) -> None:
        """Hang up, so that the zygote kills the child, and wait until it has."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)
        # A zygote that did not even greet has started no child.
        deadline = time.monotonic() + (_DEATH_SECONDS if self._is_greeted else 0.0)
        while not self._is_over and (left := deadline - time.monotonic()) > 0:
            self._line.settimeout(left)
            try:
                received = self._received()
            except TimeoutError:
                break
            if received is not None:
                self._is_over = not received
                self._answer.take_unread(received)
        self._is_unheard = not self._is_over

    def _stopped(self, stop: _StopWork) -> Ended:
        if stop.verdict is Verdict.BAD_RESULT:
            return self._judged()
        if stop.verdict is Verdict.TIME and self._answer.locked_ms is None:
            return self._ended(Verdict.OUR_FAULT, "its process did not start in time")
        return self._ended(stop.verdict, stop.detail)

    def _judged(self) -> Ended:
        """Return what a complete answer comes to."""
        if self._answer.breach:
            return self._ended(Verdict.BAD_RESULT, self._answer.breach)
        if self._answer.has_result:
            return self._ended(None)
        death = self._answer.death
        if death is None:
            return self._ended(Verdict.OUR_FAULT, self._answer.trouble or "its helper process died")
        if self._answer.locked_ms is None:
            # No line of the user's code had run yet.
            return self._ended(Verdict.OUR_FAULT, "it could not be locked in")
        return self._ended(*verdict_of(death, limits=self._limits))

    def _ended(self, verdict: Verdict | None, detail: str = "") -> Ended:
        return Ended(
            verdict=verdict,
            detail=detail,
            elapsed_ms=(time.monotonic() - self._began_at) * 1000,
            locked_ms=self._answer.locked_ms,
            is_unheard=self._is_unheard,
        )


def greeting(line: socket.socket, *, seconds: float) -> dict[str, Any] | None:
    """Return what the zygote at the other end says of itself, None if it says nothing in that time."""
    answer = Answer(FrameReader(output_bytes=0), lambda kind, payload: None)
    line.settimeout(seconds)
    with suppress(OSError):
        while answer.hello is None and (received := line.recv(_READ_BYTES)):
            answer.take(received)
    return answer.hello
