"""Keep a handful of programs running together, and end them together."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from statis.supervision.children import Program, kill_group, signals_held, spawn, spawn_watchdog

TICK_SECONDS = 0.05
LOG_BYTES = 5_000_000
HEALTHY_SECONDS = 60.0


class SupervisionError(Exception):
    """A program that cannot be kept running, told for the person at the keyboard."""


@dataclass
class Child:
    """A program and the process it is now."""

    program: Program
    process: subprocess.Popen[bytes]
    started_at: float
    restarts: int = 0
    restart_at: float | None = None


class Supervisor:
    """
    Start programs, restart those that crash, and leave none behind.

    :raises SupervisionError: from `wait_until` and `tend`, when a program keeps failing.
    """

    def __init__(
        self, *, cwd: Path, log_dir: Path, max_restarts: int = 5, on_restart: Callable[[str, int], None] | None = None
    ) -> None:
        self.cwd = cwd
        self.log_dir = log_dir
        self.max_restarts = max_restarts
        self.on_restart = on_restart or (lambda name, code: None)
        self.children: dict[str, Child] = {}
        self.watchdog = spawn_watchdog()

    def __enter__(self) -> Self:
        self.log_dir.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, program: Program) -> None:
        """Start a program; its output goes to a log file of its name."""
        path = self.log_path(program.name)
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        earlier = self.children.get(program.name)
        with signals_held():
            process = spawn(program, cwd=self.cwd, log_path=path)
            restarts = earlier.restarts + 1 if earlier else 0
            self.children[program.name] = Child(program, process, time.monotonic(), restarts)
            self._tell_watchdog(f"+{process.pid}")

    def log_path(self, name: str) -> Path:
        """Return where a program's output goes."""
        return self.log_dir / f"{name}.log"

    def wait_until(self, is_ready: Callable[[], bool], *, name: str, seconds: float = 60.0) -> None:
        """Wait for a program to be ready, keeping the others running meanwhile."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            self.tend()
            if time.monotonic() > deadline:
                raise SupervisionError(f"{name} was not ready after {seconds:.0f} s. {self._what_it_said(name)}")
            time.sleep(TICK_SECONDS)

    def tend(self) -> None:
        """Look after every program once: restart what ended, later each time."""
        now = time.monotonic()
        for name, child in list(self.children.items()):
            code = child.process.poll()
            if code is None:
                if child.restarts and now - child.started_at > HEALTHY_SECONDS:
                    child.restarts = 0
                continue
            if child.restart_at is None:
                self._bury(child)
                self._plan_restart(name, child, code)
            elif now >= child.restart_at:
                self.start(child.program)
        if self.watchdog.poll() is not None:
            self._replace_watchdog()

    def run_forever(self) -> None:
        """Tend the programs until a signal or a failure ends it."""
        while True:
            self.tend()
            time.sleep(0.25)

    def stop(self, *, last: Iterable[str] = ("valkey",)) -> None:
        """End every program, politely first; `last` names those the others need until they have ended."""
        needed = set(last)
        self._end([child for name, child in self.children.items() if name not in needed])
        self._end([child for name, child in self.children.items() if name in needed])
        self.children.clear()
        with contextlib.suppress(OSError):
            if self.watchdog.stdin is not None:
                self.watchdog.stdin.close()
        self.watchdog.wait()

    def _end(self, children: list[Child]) -> None:
        asked_at = time.monotonic()
        for child in children:
            if child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        try:
            for child in children:
                left = asked_at + child.program.stop_seconds - time.monotonic()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(timeout=max(left, 0.0))
        finally:
            # Also after a second Ctrl-C, which ends the waiting.
            for child in children:
                self._bury(child)

    def _bury(self, child: Child) -> None:
        """Kill what is left of a child's group, reap it, and forget the group."""
        group = child.process.pid
        kill_group(group, signal.SIGKILL)
        child.process.wait()
        self._tell_watchdog(f"-{group}")

    def _plan_restart(self, name: str, child: Child, code: int) -> None:
        if child.restarts >= self.max_restarts:
            raise SupervisionError(
                f"{name} ended {child.restarts + 1} times (code {code}). {self._what_it_said(name)}"
            )
        self.on_restart(name, code)
        child.restart_at = time.monotonic() + min(0.5 * 2**child.restarts, 10.0)

    def _what_it_said(self, name: str) -> str:
        path = self.log_path(name)
        lines = path.read_text(errors="replace").strip().splitlines() if path.exists() else []
        said = f"It said last: {lines[-1].strip()} " if lines else ""
        return f"{said}(all of it: {path})"

    def _tell_watchdog(self, line: str) -> None:
        # A watchdog that died is replaced by `tend`, which tells the new one everything.
        with contextlib.suppress(OSError):
            if self.watchdog.stdin is not None:
                self.watchdog.stdin.write(f"{line}\n".encode())
                self.watchdog.stdin.flush()

    def _replace_watchdog(self) -> None:
        self.watchdog = spawn_watchdog()
        for child in self.children.values():
            self._tell_watchdog(f"+{child.process.pid}")
