"""Probes that try what the walls must stop, each in a throw-away child under one wall alone, then under all."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from engine.sandbox.lockdown import Confinement, lock_down
from engine.sandbox.policy import ALL_LAYERS, Layer

_SUCCEEDED, _REFUSED, _NOT_LOCKED = 0, 1, 2


def open_folder() -> None:
    """Open the root folder."""
    os.open("/", os.O_RDONLY)


def open_socket() -> None:
    """Make an internet socket."""
    socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def fork() -> None:
    """Make a process."""
    if os.fork() == 0:
        os._exit(0)


def take_memory() -> None:
    """Take twice the memory a probe is given."""
    bytearray(128 << 20)


def become_root() -> None:
    """Take back the rights of root."""
    os.setresuid(0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Check:
    """An attempt and the walls that must stop it."""

    attempt: Callable[[], None]
    layers: frozenset[Layer]


_FILTERED: Final = frozenset({Layer.NO_NEW_PRIVILEGES, Layer.SECCOMP})
CHECKS: Final = {
    Layer.LANDLOCK: [Check(attempt=open_folder, layers=frozenset({Layer.NO_NEW_PRIVILEGES, Layer.LANDLOCK}))],
    Layer.SECCOMP: [Check(attempt=attempt, layers=_FILTERED) for attempt in (open_folder, open_socket, fork)],
    Layer.LIMITS: [Check(attempt=take_memory, layers=frozenset({Layer.LIMITS}))],
    Layer.UID: [Check(attempt=become_root, layers=frozenset({Layer.UID}))],
}
_TOGETHER: Final = (open_folder, open_socket, fork, take_memory)


def layers_that_fail(confinement: Confinement) -> list[str]:
    """Return the name of each wall of this confinement that lets its probe through; none is as it should be."""
    failing = [
        layer.value
        for layer, checks in CHECKS.items()
        if layer in _relevant(confinement.layers) and not all(_is_stopped(check, confinement) for check in checks)
    ]
    if not failing and confinement.layers == ALL_LAYERS:
        together = (Check(attempt=attempt, layers=ALL_LAYERS) for attempt in _TOGETHER)
        failing = [f"all layers ({c.attempt.__name__})" for c in together if not _is_stopped(c, confinement)]
    return failing


def _relevant(layers: frozenset[Layer]) -> frozenset[Layer]:
    beside_the_point = set() if os.geteuid() == 0 else {Layer.UID}
    if sys.platform != "linux":
        # Limits on memory are only advice there.
        beside_the_point.add(Layer.LIMITS)
    return layers - beside_the_point


def _is_stopped(check: Check, confinement: Confinement) -> bool:
    status = probe(check.attempt, replace(confinement, layers=check.layers, memory_bytes=64 << 20))
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGSYS
    return os.WEXITSTATUS(status) == _REFUSED


def probe(attempt: Callable[[], None], confinement: Confinement, *, seconds: float = 5.0) -> int:
    """Return the wait status of a child that locks itself down and makes the attempt: 0 when it succeeded."""
    pid = os.fork()
    if pid == 0:
        _attempt_and_leave(attempt, confinement)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status
        time.sleep(0.0005)
    os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


def _attempt_and_leave(attempt: Callable[[], None], confinement: Confinement) -> None:
    code = _NOT_LOCKED
    with suppress(BaseException):
        lock_down(confinement)
        code = _REFUSED
        attempt()
        code = _SUCCEEDED
    os._exit(code)
