"""One child process of the supervisor: started so that it cannot outlive it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run and how long it may take to stop."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    stop_seconds: float = 8.0


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Hold stop signals back, so that none arrives between a child's start and its registration."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def die_with(parent: int) -> None:
    """Ask Linux to kill this process as soon as its parent is gone, even by SIGKILL; elsewhere do nothing."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before the line above, and nobody would ever be told.
    if os.getppid() != parent:
        os._exit(1)


def tied_to_parent() -> Callable[[], None]:
    """Return what a child calls before exec, so that it cannot outlive this process."""
    parent = os.getpid()

    def tie() -> None:
        die_with(parent)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())

    return tie


def spawn(program: Program, *, cwd: Path, log_path: Path) -> subprocess.Popen[bytes]:
    """Start a program as the leader of its own process group, its output appended to a file."""
    with log_path.open("ab") as log:
        return subprocess.Popen(
            program.argv,
            cwd=cwd,
            env={**os.environ, **program.env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=tied_to_parent(),
        )


def kill_group(group: int, number: signal.Signals) -> None:
    """Send a signal to a whole process group; one that is gone already is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def spawn_watchdog() -> subprocess.Popen[bytes]:
    """Start the process that cleans up after a supervisor that was killed."""
    script = Path(__file__).with_name("watchdog.py")
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
