"""The clean process that every job forks from: exec'ed with an empty environment, warm, and without a secret."""

import gc
import json
import os
import platform
import selectors
import signal
import socket
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from engine.sandbox import landlock, seccomp, selftest
from engine.sandbox.child import RESULT_FD, run_child
from engine.sandbox.lockdown import Confinement, become_undumpable, die_with_parent
from engine.sandbox.policy import ALL_LAYERS, KERNEL_LAYERS, Layer
from engine.simulation.warmup import warm_up

_REQUEST_BYTES: Final = 4_096
_WAY_OUT: Final = (
    "Run Statis in its container (docker compose up) on such a system, or on Linux 5.13 or newer with Landlock on."
)
# The last two are set by Python and by macOS themselves.
_ENVIRONMENT_NAMES: Final = frozenset(
    {"TZ", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "PYTHONHASHSEED", "LC_CTYPE", "__CF_USER_TEXT_ENCODING"}
)


class Refused(Exception):
    """This process or this system is not fit to run strategies; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """A running child and the line on which its end is told."""

    pid: int
    line: socket.socket


def main(control_fd: int, parent_pid: int, *, is_reduced: bool) -> None:
    """Warm up, prove every layer, then fork a child per request until the parent is gone."""
    die_with_parent(parent_pid)
    control = socket.socket(fileno=control_fd)
    if control_fd != RESULT_FD:
        # Held by /dev/null, so that no other descriptor sits where a child puts its result.
        os.dup2(0, RESULT_FD)
    os.chdir("/")
    try:
        warm_up()
        confinement = _prepared(is_reduced=is_reduced)
    except Refused as refusal:
        _tell(control, refused=str(refusal))
        return
    _tell(control, layers=sorted(layer.value for layer in confinement.layers), pid=os.getpid())
    Zygote(control, confinement).serve()
    # Taking the loaded libraries down in order would only take time.
    os._exit(0)


def _prepared(*, is_reduced: bool) -> Confinement:
    """
    Return the walls of the children to come.

    :raises Refused: if this process is not clean, or a layer is missing or does not hold.
    """
    _check_clean()
    become_undumpable()
    absent = _absent_layers()
    if absent and not is_reduced:
        names = " and ".join(sorted(layer.value for layer in absent))
        raise Refused(f"This system cannot isolate strategies: {names} is missing. {_WAY_OUT}")
    confinement = Confinement(
        parent_pid=os.getpid(),
        result_fd=RESULT_FD,
        cpu_seconds=5,
        memory_bytes=64 << 20,
        program=b"" if Layer.SECCOMP in absent else seccomp.strategy_filter(result_fd=RESULT_FD),
        ruleset_fd=None if Layer.LANDLOCK in absent else landlock.create_ruleset(),
        layers=ALL_LAYERS - absent,
    )
    failing = selftest.layers_that_fail(confinement)
    if failing:
        raise Refused(f"The sandbox failed its own test: {', '.join(failing)} does not hold. {_WAY_OUT}")
    gc.collect()
    gc.freeze()
    return confinement


def _check_clean() -> None:
    if "django" in sys.modules:
        raise Refused("The sandbox's clean process has loaded Django; strategies could read the site's secrets.")
    if extra := set(os.environ) - _ENVIRONMENT_NAMES:
        raise Refused(f"The sandbox's clean process was started with an environment: {', '.join(sorted(extra))}.")
    if _thread_count() != 1:
        raise Refused("The sandbox's clean process has more than one thread, so it cannot fork safely.")


def _thread_count() -> int:
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else threading.active_count()


def _absent_layers() -> frozenset[Layer]:
    if platform.system() != "Linux":
        return KERNEL_LAYERS | {Layer.PARENT_DEATH, Layer.NO_NEW_PRIVILEGES}
    found = {Layer.LANDLOCK: landlock.version() >= 1, Layer.SECCOMP: seccomp.is_available()}
    return frozenset(layer for layer, is_there in found.items() if not is_there)


def _tell(line: socket.socket, **words: Any) -> None:
    # A parent that no longer listens has closed its end; that is also how it says stop.
    with suppress(OSError):
        line.sendall(json.dumps(words).encode() + b"\n")


class Zygote:
    """Forks, watches and reaps children; one thread, any number of jobs at once."""

    def __init__(self, control: socket.socket, confinement: Confinement) -> None:
        self._control = control
        self._confinement = confinement
        self._jobs: dict[int, Job] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ, self._accept)
        self._is_open = True

    def serve(self) -> None:
        """Answer requests until the parent closes its end, then leave no child behind."""
        bell, ringer = socket.socketpair()
        for end in (bell, ringer):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(ringer.fileno(), warn_on_full_buffer=False)
        self._selector.register(bell, selectors.EVENT_READ, lambda: self._reap(bell))
        while self._is_open:
            for key, _ in self._selector.select():
                key.data()
        for job in self._jobs.values():
            os.kill(job.pid, signal.SIGKILL)
            os.waitpid(job.pid, 0)

    def _accept(self) -> None:
        message, descriptors, _, _ = socket.recv_fds(self._control, _REQUEST_BYTES, 3)
        if not message:
            self._is_open = False
            return
        job_fd, result_fd, line_fd = descriptors
        line = socket.socket(fileno=line_fd)
        try:
            self._start(json.loads(message), job_fd, result_fd, line)
        except OSError as error:
            _tell(line, trouble=f"no process could be started: {error.strerror}")
            line.close()
        finally:
            os.close(job_fd)
            os.close(result_fd)

    def _start(self, limits: dict[str, int], job_fd: int, result_fd: int, line: socket.socket) -> None:
        confinement = replace(
            self._confinement, cpu_seconds=limits["cpu_seconds"], memory_bytes=limits["memory_bytes"]
        )
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            run_child(job_fd=job_fd, result_fd=result_fd, confinement=confinement)
        job = Job(pid=pid, line=line)
        self._jobs[pid] = job
        # A word on the line, or its end, means: stop this child.
        self._selector.register(line, selectors.EVENT_READ, lambda: self._kill(job))

    def _kill(self, job: Job) -> None:
        # A pid not yet reaped cannot belong to anyone else.
        if job.pid in self._jobs:
            os.kill(job.pid, signal.SIGKILL)
            self._selector.unregister(job.line)

    def _reap(self, bell: socket.socket) -> None:
        with suppress(BlockingIOError):
            bell.recv(4_096)
        for job in list(self._jobs.values()):
            pid, status, usage = os.wait4(job.pid, os.WNOHANG)
            if pid:
                self._forget(job, status, usage.ru_utime + usage.ru_stime)

    def _forget(self, job: Job, status: int, cpu_seconds: float) -> None:
        del self._jobs[job.pid]
        with suppress(KeyError):
            self._selector.unregister(job.line)
        _tell(job.line, status=status, cpu_seconds=cpu_seconds)
        job.line.close()
