"""Takes connections, gives each a child in its turn, and tells of the child's end: one thread no client can block."""

import errno
import math
import os
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final, NoReturn

from engine.sandbox.protocol import (
    REQUEST_BYTES,
    Garbled,
    Request,
    Work,
    decode_request,
    encode_death,
    encode_trouble,
)

# A client has its request ready when it connects.
REQUEST_SECONDS: Final = 5.0
# The client keeps the run's clock; this one is for a client that was stopped or forgot.
GRACE_SECONDS: Final = 30
_LAST_WORDS_SECONDS: Final = 30.0
_MOST_CONNECTIONS: Final = 256
_OWNER_CHECK_SECONDS: Final = 1.0
_OUT_OF_ROOM: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_SEND_BUFFER_BYTES: Final = 1 << 20
# Half of a connection closed; where the system does not tell, only the whole of it is noticed.
_HANG_UP: Final = getattr(select, "POLLRDHUP", 0)


@dataclass(frozen=True, kw_only=True)
class Task:
    """What a child is forked for: its request, its connection, its place among the children, and since when."""

    request: Request
    line_fd: int
    slot: int
    forked_at: float


@dataclass(kw_only=True, eq=False)
class Visit:
    """A connection, from its first byte to the end of its child."""

    line: socket.socket
    deadline: float
    received: bytes = b""
    request: Request | None = None
    pid: int = 0
    slot: int = -1
    ending: bytes = b""


class Server:
    """
    Greets every connection and, when it has sent a request, forks a child that calls `work`.

    At most `children` live at a time, and all but one of them run strategies: a page that asks about a text does not
    wait for the runs of others. Further requests wait their turn. Without `work` a greeting is all there is.
    """

    def __init__(
        self,
        listener: socket.socket,
        *,
        hello: bytes,
        children: int,
        work: Callable[[Task], NoReturn] | None,
        is_abandoned: Callable[[], bool] | None = None,
    ) -> None:
        self._listener = listener
        self._hello, self._work, self._is_abandoned = hello, work, is_abandoned
        self._poll = select.poll()
        self._handlers: dict[int, Callable[[], None]] = {}
        self._visits: set[Visit] = set()
        self._waiting: deque[Visit] = deque()
        self._running: dict[int, Visit] = {}
        self._most_runs = max(children - 1, 1)
        # The slot that was free longest is taken first.
        self._free = deque(range(children))
        self._is_open = True

    def serve(self) -> None:
        """Answer until SIGTERM or SIGINT, or until the owner is gone, then leave no child behind."""
        self._listener.setblocking(False)
        with _bell(self._end) as bell:
            self._watch(bell, select.POLLIN, lambda: self._reap(bell))
            self._watch(self._listener, select.POLLIN, self._accept)
            while self._is_open and not (self._is_abandoned and self._is_abandoned()):
                for descriptor, _ in self._poll.poll(self._patience_ms()):
                    # An earlier one of these events may have closed it.
                    if descriptor in self._handlers:
                        self._handlers[descriptor]()
                self._end_overdue()
                self._begin_waiting()
        for pid in self._running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _end(self) -> None:
        self._is_open = False

    def _watch(self, line: socket.socket, events: int, handler: Callable[[], None]) -> None:
        self._poll.register(line, events)
        self._handlers[line.fileno()] = handler

    def _unwatch(self, line: socket.socket) -> None:
        if self._handlers.pop(line.fileno(), None):
            self._poll.unregister(line)

    def _patience_ms(self) -> float | None:
        nearest = min((visit.deadline for visit in self._visits), default=math.inf)
        if self._is_abandoned:
            nearest = min(nearest, time.monotonic() + _OWNER_CHECK_SECONDS)
        return None if nearest == math.inf else max(nearest - time.monotonic(), 0) * 1000

    def _end_overdue(self) -> None:
        now = time.monotonic()
        for visit in [visit for visit in self._visits if visit.deadline <= now]:
            self._kill(visit) if visit.pid in self._running else self._close(visit)

    def _accept(self) -> None:
        try:
            line, _ = self._listener.accept()
        except OSError as error:
            if error.errno in _OUT_OF_ROOM and self._visits:
                # Asked again at once, it would fail again, and so on: there is room when one of these has gone.
                self._unwatch(self._listener)
            return
        with suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        visit = Visit(line=line, deadline=time.monotonic() + REQUEST_SECONDS)
        self._visits.add(visit)
        try:
            line.send(self._hello, socket.MSG_DONTWAIT)
        except OSError:
            self._close(visit)
            return
        if self._work is None:
            self._close(visit)
            return
        self._watch(line, select.POLLIN | _HANG_UP, lambda: self._read_request(visit))
        if len(self._visits) >= _MOST_CONNECTIONS:
            # The system keeps the next ones waiting until one of these has gone.
            self._unwatch(self._listener)

    def _close(self, visit: Visit) -> None:
        self._unwatch(visit.line)
        with suppress(OSError):
            # The end is the end also while a child just forked still holds a copy of the connection.
            visit.line.shutdown(socket.SHUT_RDWR)
        visit.line.close()
        self._visits.discard(visit)
        if visit in self._waiting:
            self._waiting.remove(visit)
        if self._listener.fileno() not in self._handlers:
            self._watch(self._listener, select.POLLIN, self._accept)

    def _read_request(self, visit: Visit) -> None:
        part = b""
        try:
            part = visit.line.recv(REQUEST_BYTES - len(visit.received), socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            pass
        visit.received += part
        if not part:
            self._close(visit)
        elif len(visit.received) == REQUEST_BYTES:
            self._queue(visit)

    def _queue(self, visit: Visit) -> None:
        try:
            visit.request = decode_request(visit.received)
        except Garbled:
            self._close(visit)
            return
        visit.deadline = math.inf
        self._waiting.append(visit)
        self._watch(visit.line, _HANG_UP, lambda: self._close(visit))

    def _begin_waiting(self) -> None:
        while self._free and (visit := self._next_in_turn()) is not None:
            self._waiting.remove(visit)
            assert visit.request is not None
            self._begin(visit, visit.request)

    def _next_in_turn(self) -> Visit | None:
        may_run = sum(map(_is_run, self._running.values())) < self._most_runs
        return next((visit for visit in self._waiting if may_run or not _is_run(visit)), None)

    def _begin(self, visit: Visit, request: Request) -> None:
        slot = self._free.popleft()
        task = Task(request=request, line_fd=visit.line.fileno(), slot=slot, forked_at=time.monotonic())
        try:
            pid = os.fork()
        except OSError as error:
            self._free.append(slot)
            self._say(visit, encode_trouble(f"no process could be started: {error.strerror}"))
            return
        if pid == 0:
            self._work_and_leave(task, visit)
        visit.pid, visit.slot = pid, slot
        visit.deadline = task.forked_at + request.wall_seconds + GRACE_SECONDS
        self._running[pid] = visit
        self._watch(visit.line, _HANG_UP, lambda: self._kill(visit))

    def _work_and_leave(self, task: Task, visit: Visit) -> NoReturn:
        try:
            for other in self._visits - {visit}:
                other.line.close()
            self._listener.close()
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            assert self._work is not None
            self._work(task)
        finally:
            os._exit(70)

    def _kill(self, visit: Visit) -> None:
        # A pid not yet reaped cannot belong to anyone else.
        os.kill(visit.pid, signal.SIGKILL)
        self._unwatch(visit.line)
        visit.deadline = math.inf

    def _reap(self, bell: socket.socket) -> None:
        with suppress(BlockingIOError):
            bell.recv(4_096)
        for visit in list(self._running.values()):
            pid, status, usage = os.wait4(visit.pid, os.WNOHANG)
            if pid:
                del self._running[pid]
                self._free.append(visit.slot)
                self._say(visit, encode_death(status=status, cpu_seconds=usage.ru_utime + usage.ru_stime))

    def _say(self, visit: Visit, ending: bytes) -> None:
        """Send the last words of a connection and close it, without waiting for a client that does not read."""
        visit.pid, visit.ending = 0, ending
        visit.deadline = time.monotonic() + _LAST_WORDS_SECONDS
        self._watch(visit.line, select.POLLOUT, lambda: self._say_on(visit))
        self._say_on(visit)

    def _say_on(self, visit: Visit) -> None:
        try:
            sent = visit.line.send(visit.ending, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            sent = len(visit.ending)
        visit.ending = visit.ending[sent:]
        if not visit.ending:
            self._close(visit)


def _is_run(visit: Visit) -> bool:
    return visit.request is not None and visit.request.work is Work.RUN


@contextmanager
def _bell(end: Callable[[], None]) -> Iterator[socket.socket]:
    """Give a socket that can be read whenever a child has died or this process shall end."""
    bell, ringer = socket.socketpair()
    with bell, ringer:
        bell.setblocking(False)
        ringer.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: end())
        signal.set_wakeup_fd(ringer.fileno(), warn_on_full_buffer=False)
        try:
            yield bell
        finally:
            signal.set_wakeup_fd(-1)
