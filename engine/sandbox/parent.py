"""The client's side: reach a clean process, or start one, hand it jobs, and never trust a byte that comes back."""

import math
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from engine.bars import Bars
from engine.events import LogLine, Progress
from engine.sandbox import launch
from engine.sandbox.examination import Examination, read_examination
from engine.sandbox.launch import ROOT as PROJECT_ROOT
from engine.sandbox.launch import PrivateListener
from engine.sandbox.outcome import Outcome
from engine.sandbox.protocol import Request, Work, encode_inspection, encode_job
from engine.sandbox.reading import InspectionFailed, InspectionReader, RunReader
from engine.sandbox.watch import Ended, Errand, Watch, greeting
from engine.spec import Limits, Spec

__all__ = ["PROJECT_ROOT", "InspectionFailed", "Outcome", "Sandbox", "SandboxUnavailable"]

START_SECONDS: Final = 60.0
_HELLO_SECONDS: Final = 10.0
_TURN_SECONDS: Final = 120.0
# Who waits at a page gives a service that is there so long to greet, and to have a child free.
_PAGE_HELLO_SECONDS: Final = 2.0
_PAGE_TURN_SECONDS: Final = 5.0
_STOP_SECONDS: Final = 2.0
_RETRY_SECONDS: Final = 0.05
# An examination starts about a hundred processes one after the other.
EXAMINATION_LIMITS: Final = Limits(wall_seconds=30.0, cpu_seconds=30, output_bytes=1 << 16)
# What looking at a text may take; it never comes near any of it.
INSPECTION_LIMITS: Final = Limits(wall_seconds=5.0, cpu_seconds=5, memory_bytes=256 << 20, output_bytes=1 << 20)
_NOT_THERE: Final = (
    "The sandbox service does not answer at {path} ({reason}). Start it with: "
    "python -m engine.sandbox --socket {path} (make run and docker compose up start it by themselves)."
)

R = TypeVar("R", RunReader, InspectionReader)


class SandboxUnavailable(RuntimeError):
    """This system cannot isolate strategies; the text says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Zygote:
    """A clean process of our own: who it is, where it listens, and the thread it lives as long as."""

    process: subprocess.Popen[bytes]
    listener: PrivateListener
    keeper: ThreadPoolExecutor

    def stop(self) -> None:
        """End it and every child it still has."""
        self.process.terminate()
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.listener.close()
        self.keeper.shutdown(wait=False)


class Sandbox:
    """
    Runs strategies in confined children of a clean process.

    With a path that is the service that listens there, which may be restarted at any time: for so many seconds a job
    waits for it. Without one it is a process of our own, started when it is first needed and again when it died; it
    ends with this process. `reduced_isolation` runs strategies on a system without Landlock or seccomp, behind the
    layers it does have: only for code you would run yourself. `inspector` names the module that inspects sources
    for a process of our own; a service was told its own.

    :raises SandboxUnavailable: on first use, if this system cannot isolate strategies or nobody answers at the path.
    """

    def __init__(
        self,
        socket_path: Path | str | None = None,
        *,
        reduced_isolation: bool = False,
        inspector: str | None = None,
        wait_seconds: float = 15.0,
    ) -> None:
        self._path = None if socket_path is None else Path(socket_path)
        self._is_reduced = reduced_isolation
        self._inspector = inspector
        self._wait_seconds = wait_seconds
        self._lock = threading.Lock()
        self._zygote: Zygote | None = None
        self._hello: dict[str, Any] = {}
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
        return tuple(self._hello["layers"])

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the names of the walls this system lacks, which only reduced isolation does without."""
        self.start()
        return tuple(self._hello["missing"])

    @property
    def zygote_pid(self) -> int:
        """Return the process id of the clean process, as it sees itself."""
        self.start()
        return int(self._hello["pid"])

    def start(self) -> None:
        """
        Make sure the clean process is there and ready.

        :raises SandboxUnavailable: if this system cannot isolate strategies, or nobody answers.
        """
        if self._path is not None:
            self._greet(self._path, seconds=self._wait_seconds)
            return
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
        reader, ended = self._done(
            lambda: RunReader(spec, feeds, on_progress=on_progress or _ignore, on_log=on_log or _ignore),
            job=encode_job(spec, feeds),
            work=Work.RUN,
            limits=spec.limits,
            should_stop=should_stop or _never,
        )
        return reader.outcome(ended)

    def inspect(self, source: str, strategy_class: str | None = None, *, wait_seconds: float | None = None) -> bytes:
        """
        Return what the inspector says of a source text: bytes to be checked, for they come from a child.

        `wait_seconds` is how long to wait for a service that is not there, if not as long as for a run; for one that
        is there but stuck or busy it is then a few seconds at most.

        :raises InspectionFailed: if the child dies or says something else.
        :raises SandboxUnavailable: if this system cannot isolate the child.
        """
        reader, ended = self._done(
            lambda: InspectionReader(INSPECTION_LIMITS),
            job=encode_inspection(source, strategy_class),
            work=Work.INSPECT,
            limits=INSPECTION_LIMITS,
            should_stop=_never,
            wait_seconds=wait_seconds,
        )
        return reader.answer(ended)

    def examine(self) -> Examination:
        """
        Have every layer tried again, and return what was found.

        :raises SandboxUnavailable: if this system cannot isolate strategies, or nobody answers.
        """
        reader, ended = self._done(
            lambda: InspectionReader(EXAMINATION_LIMITS),
            job=b"",
            work=Work.EXAMINE,
            limits=EXAMINATION_LIMITS,
            should_stop=_never,
        )
        try:
            return read_examination(reader.answer(ended))
        except (InspectionFailed, ValueError) as error:
            raise SandboxUnavailable(f"The sandbox could not be examined: {error}") from None

    def close(self) -> None:
        """End a clean process of our own and every child it still has."""
        with self._lock:
            self._stop()

    def _done(
        self,
        make_reader: Callable[[], R],
        *,
        job: bytes,
        work: Work,
        limits: Limits,
        should_stop: Callable[[], bool],
        wait_seconds: float | None = None,
    ) -> tuple[R, Ended]:
        is_page = wait_seconds is not None
        wait = self._wait_seconds if wait_seconds is None else wait_seconds
        hello_seconds = _PAGE_HELLO_SECONDS if is_page else self._wait_seconds
        for _ in range(2):
            reader = make_reader()
            errand = Errand(
                request=_request(work, job, limits),
                job=job,
                limits=limits,
                on_frame=reader.take,
                on_hello=partial(self._check_hello, work=work),
                should_stop=should_stop,
                hello_seconds=_HELLO_SECONDS if self._path is None else hello_seconds,
                start_seconds=_PAGE_TURN_SECONDS if is_page else _TURN_SECONDS,
            )
            zygote, line = self._connected(wait)
            with line:
                ended = Watch(errand, line).follow()
            if ended.is_unheard and zygote is not None:
                # Hung up on, a child is gone in milliseconds: a zygote that says nothing is stuck or dead.
                self._discard(zygote)
            # The zygote died before it took the job: a fresh one may have it. One that is only silent is not fresh.
            if not ended.never_ran or (ended.is_unheard and zygote is None):
                break
        return reader, ended

    def _connected(self, wait_seconds: float) -> tuple[Zygote | None, socket.socket]:
        if self._path is not None:
            return None, _reached(self._path, seconds=wait_seconds)
        with self._lock:
            for _ in range(2):
                zygote = self._ensure_started()
                try:
                    return zygote, launch.connect(zygote.listener.address)
                except OSError:
                    # Died since it was last seen: nothing ran yet, so a fresh one may take the job.
                    self._stop()
        raise SandboxUnavailable("The sandbox's clean process dies as soon as it starts. The log says why.")

    def _ensure_started(self) -> Zygote:
        if self._owner_pid != os.getpid():
            # A fork of the owner must not speak to its parent's.
            self._zygote = None
            self._owner_pid = os.getpid()
        if self._zygote is not None and self._zygote.process.poll() is not None:
            self._stop()
        if self._zygote is None:
            self._zygote = _started(is_reduced=self._is_reduced, inspector=self._inspector or "")
            try:
                self._greet(self._zygote.listener.address, seconds=START_SECONDS)
            except BaseException:
                self._stop()
                raise
        return self._zygote

    def _greet(self, address: Path | str, *, seconds: float) -> None:
        """Connect only to hear who is there."""
        with _reached(address, seconds=seconds) as line:
            hello = greeting(line, seconds=seconds)
        if hello is None:
            raise SandboxUnavailable("The sandbox's clean process did not start. The log says why.")
        self._check_hello(hello)
        self._hello = hello

    def _check_hello(self, hello: dict[str, Any], *, work: Work = Work.RUN) -> None:
        if "refused" in hello:
            raise SandboxUnavailable(hello["refused"])
        if hello["missing"] and not self._is_reduced:
            raise SandboxUnavailable(
                "The sandbox service runs with reduced isolation, which this program was not told to accept. "
                "Set SANDBOX_REDUCED_ISOLATION for both, or run the service where it can isolate strategies."
            )
        if work is Work.INSPECT and not hello["inspects"]:
            raise SandboxUnavailable("The sandbox was started without an inspector. Start it with --inspector MODULE.")

    def _discard(self, zygote: Zygote) -> None:
        with self._lock:
            zygote.process.kill()
            if self._zygote is zygote:
                self._stop()

    def _stop(self) -> None:
        zygote, self._zygote = self._zygote, None
        if zygote is not None and self._owner_pid == os.getpid():
            zygote.stop()


def _ignore(_: object) -> None:
    """Stand in for a callback nobody gave."""


def _never() -> bool:
    return False


def _request(work: Work, job: bytes, limits: Limits) -> Request:
    return Request(
        work=work,
        cpu_seconds=limits.cpu_seconds,
        memory_bytes=limits.memory_bytes,
        wall_seconds=max(math.ceil(limits.wall_seconds), 1),
        job_bytes=len(job),
    )


def _reached(address: Path | str, *, seconds: float) -> socket.socket:
    """
    Return a connection, waiting a while for somebody to listen.

    :raises SandboxUnavailable: if nobody does in time, or we may not connect.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return launch.connect(address)
        except PermissionError as error:
            raise SandboxUnavailable(_NOT_THERE.format(path=address, reason=error.strerror)) from None
        except OSError as error:
            if time.monotonic() >= deadline:
                raise SandboxUnavailable(_NOT_THERE.format(path=address, reason=error.strerror)) from None
        time.sleep(_RETRY_SECONDS)


def _started(*, is_reduced: bool, inspector: str) -> Zygote:
    """Start a clean process from a thread that lasts: Linux ends it with the thread that started it."""
    keeper = ThreadPoolExecutor(1, thread_name_prefix="sandbox")
    listener = PrivateListener()
    orders = launch.Orders(
        listener_fd=listener.socket.fileno(),
        parent_pid=os.getpid(),
        is_reduced=is_reduced,
        inspector=inspector,
        children=launch.DEFAULT_CHILDREN,
    )
    process = keeper.submit(_spawn, orders).result()
    # Once it is dead, nobody listens any more: a connection then fails instead of waiting.
    listener.socket.close()
    return Zygote(process=process, listener=listener, keeper=keeper)


def _spawn(orders: launch.Orders) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        launch.command(orders),
        env=dict(launch.ENVIRONMENT),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(orders.listener_fd,),
        start_new_session=True,
    )
