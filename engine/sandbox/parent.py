"""The worker's side: start the zygote, hand it jobs, and never trust a byte that comes back."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from engine.bars import Bars
from engine.events import LogLine, Progress
from engine.sandbox.outcome import Outcome
from engine.sandbox.protocol import encode_job
from engine.sandbox.validation import Bounds
from engine.sandbox.watch import Watch
from engine.spec import Spec

__all__ = ["Outcome", "Sandbox", "SandboxUnavailable"]

PROJECT_ROOT: Final = Path(__file__).resolve().parents[2]
START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 2.0
_PIPE_BYTES: Final = 1 << 20
# PYTHONHASHSEED would be ignored under -I; -s and -P with this environment isolate the same and keep set order fixed.
_ENVIRONMENT: Final = {"TZ": "UTC", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from engine.sandbox import zygote; "
    "zygote.main(int(sys.argv[2]), int(sys.argv[3]), is_reduced=sys.argv[4] == 'reduced')"
)


class SandboxUnavailable(RuntimeError):
    """This system cannot isolate strategies; the text says why and what to do."""


class Sandbox:
    """
    Runs strategies in confined children of one clean process.

    Starts that process when it is first needed and again when it died. It dies with the thread that started it, so
    start it from one that lives as long as the sandbox. `reduced_isolation` runs strategies on a system without
    Landlock or seccomp, behind the layers it does have: only for code you would run yourself.

    :raises SandboxUnavailable: on first use, if this system cannot isolate strategies.
    """

    def __init__(self, *, reduced_isolation: bool = False) -> None:
        self._is_reduced = reduced_isolation
        self._lock = threading.Lock()
        self._zygote: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._layers: tuple[str, ...] = ()
        self._owner_pid = os.getpid()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the names of the walls in force."""
        self.start()
        return self._layers

    @property
    def zygote_pid(self) -> int:
        """Return the process id of the clean process."""
        self.start()
        assert self._zygote is not None
        return self._zygote.pid

    def start(self) -> None:
        """
        Make sure the clean process is there and ready.

        :raises SandboxUnavailable: if this system cannot isolate strategies.
        """
        with self._lock:
            self._ensure_started()

    def run(
        self,
        spec: Spec,
        feeds: Sequence[Bars],
        *,
        on_progress: Callable[[Progress], None] | None = None,
        on_log: Callable[[LogLine], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Outcome:
        """
        Run the strategy over the bars and return how it ended; what it reports is checked in form, not audited.

        :raises SandboxUnavailable: if this system cannot isolate strategies.
        """
        callbacks = on_progress or _ignore, on_log or _ignore, should_stop or _never
        bounds, job = Bounds.of(spec, feeds), encode_job(spec, feeds)
        watch = self._watched(Watch(spec, bounds, *callbacks), job)
        if watch.never_ran:
            # The zygote died before it took the job: a fresh one may have it.
            watch = self._watched(Watch(spec, bounds, *callbacks), job)
        return watch.outcome

    def _watched(self, watch: Watch, job: bytes) -> Watch:
        with watch:
            self._hand_over(job, watch)
            watch.follow()
            if watch.is_unheard:
                # Killed on request, a child is gone in milliseconds: a zygote that says nothing is stuck or dead.
                self._discard(watch.zygote_pid)
        return watch

    def close(self) -> None:
        """End the clean process and every child it still has."""
        with self._lock:
            self._stop()

    def _hand_over(self, job: bytes, watch: Watch) -> None:
        result_reader, result_writer = os.pipe()
        _enlarge(result_writer)
        line, far_line = socket.socketpair()
        watch.listen(result_fd=result_reader, line=line)
        job_fd = _job_file(job)
        try:
            watch.zygote_pid = self._request(watch.child_limits, [job_fd, result_writer, far_line.fileno()])
        finally:
            os.close(job_fd)
            os.close(result_writer)
            far_line.close()

    def _request(self, limits: dict[str, int], descriptors: list[int]) -> int:
        message = json.dumps(limits).encode()
        with self._lock:
            for _ in range(2):
                control, zygote = self._ensure_started()
                # Died since it was last seen: nothing ran yet, so a fresh one may take the job.
                with suppress(BrokenPipeError, ConnectionResetError):
                    socket.send_fds(control, [message], descriptors)
                    return zygote.pid
                self._stop()
        raise SandboxUnavailable("The sandbox's clean process dies as soon as it starts. The log says why.")

    def _ensure_started(self) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        if self._owner_pid != os.getpid():
            # A fork of the owner must not speak over its parent's line.
            self._control = self._zygote = None
            self._owner_pid = os.getpid()
        if self._zygote is not None and self._zygote.poll() is not None:
            self._stop()
        if self._zygote is None or self._control is None:
            self._control, self._zygote, self._layers = _started(is_reduced=self._is_reduced)
        return self._control, self._zygote

    def _discard(self, zygote_pid: int) -> None:
        with self._lock:
            if self._zygote is not None and self._zygote.pid == zygote_pid:
                self._zygote.kill()
                self._stop()

    def _stop(self) -> None:
        control, zygote = self._control, self._zygote
        self._control = self._zygote = None
        if control is not None and self._owner_pid == os.getpid():
            control.close()
        if zygote is not None and self._owner_pid == os.getpid():
            _reap(zygote)


def _ignore(_: object) -> None:
    """Stand in for a callback nobody gave."""


def _never() -> bool:
    return False


def _started(*, is_reduced: bool) -> tuple[socket.socket, subprocess.Popen[bytes], tuple[str, ...]]:
    """
    Start a clean process and wait until it has proved its walls.

    :raises SandboxUnavailable: if it refuses, dies or takes too long.
    """
    control, far_end = socket.socketpair()
    with far_end:
        zygote = _spawn(far_end.fileno(), "reduced" if is_reduced else "full")
    greeting = _greeting(control)
    if "layers" in greeting:
        return control, zygote, tuple(greeting["layers"])
    control.close()
    zygote.kill()
    zygote.wait()
    raise SandboxUnavailable(greeting.get("refused", "The sandbox's clean process did not start. The log says why."))


def _spawn(control_fd: int, mode: str) -> subprocess.Popen[bytes]:
    arguments = [str(PROJECT_ROOT), str(control_fd), str(os.getpid()), mode]
    return subprocess.Popen(
        [sys.executable, "-s", "-P", "-c", _START, *arguments],
        env=_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(control_fd,),
        start_new_session=True,
    )


def _greeting(control: socket.socket) -> dict[str, Any]:
    control.settimeout(START_SECONDS)
    received = b""
    with suppress(OSError):
        while not received.endswith(b"\n") and (part := control.recv(4_096)):
            received += part
    control.settimeout(None)
    return json.loads(received) if received.endswith(b"\n") else {}


def _reap(zygote: subprocess.Popen[bytes]) -> None:
    try:
        zygote.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        zygote.kill()
        zygote.wait()


def _job_file(job: bytes) -> int:
    """Return a descriptor of an unnamed file that holds the job."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("job", os.MFD_CLOEXEC)
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    view = memoryview(job)
    while view:
        view = view[os.write(descriptor, view) :]
    return descriptor


def _enlarge(pipe_fd: int) -> None:
    # A fuller pipe lets the child run on while the worker is busy; the system may say no.
    with suppress(OSError, AttributeError):
        fcntl.fcntl(pipe_fd, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
