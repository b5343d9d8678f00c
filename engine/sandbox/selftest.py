"""Probes that try what the walls must stop, each in a throw-away child under one wall alone, then under all."""

import ctypes
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from engine.sandbox.lockdown import Confinement, lock_down
from engine.sandbox.policy import RESULT_FD, Layer

_SUCCEEDED, _REFUSED, _NOT_LOCKED = 0, 1, 2
_GET_NO_NEW_PRIVILEGES, _GET_CHILD_SUBREAPER, _SET_CHILD_SUBREAPER = 39, 37, 36
_PROBED_DESCRIPTORS: Final = 1_024
_ORPHAN_SECONDS: Final = 0.3

_libc = ctypes.CDLL(None, use_errno=True)


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


def compute_for_ever() -> None:
    """See that no limit on the processor's time is in force."""
    if resource.getrlimit(resource.RLIMIT_CPU)[1] != resource.RLIM_INFINITY:
        raise OSError


def use_inherited_descriptor() -> None:
    """Find a descriptor of the clean process that is open, besides the one for the result."""
    for descriptor in set(range(_PROBED_DESCRIPTORS)) - {RESULT_FD}:
        with suppress(OSError):
            os.fstat(descriptor)
            return
    raise OSError


def become_root() -> None:
    """Take back the rights of root."""
    os.setresuid(0, 0, 0)


def gain_privileges() -> None:
    """See that a program with more rights could give them to this process."""
    zero = ctypes.c_ulong(0)
    if _libc.prctl(_GET_NO_NEW_PRIVILEGES, zero, zero, zero, zero) != 0:
        raise OSError


@dataclass(frozen=True, kw_only=True)
class Check:
    """An attempt and the walls that must stop it."""

    attempt: Callable[[], None]
    layers: frozenset[Layer]


def _checks(layer: Layer, *attempts: Callable[[], None], beside: frozenset[Layer] = frozenset()) -> list[Check]:
    return [Check(attempt=attempt, layers=beside | {layer}) for attempt in attempts]


# Landlock and seccomp can be put up without root only by a process that forwent privileges.
_FOREGONE: Final = frozenset({Layer.NO_NEW_PRIVILEGES})
# The parent's death has a test of its own: no attempt of the child itself could show it.
CHECKS: Final = {
    Layer.DESCRIPTORS: _checks(Layer.DESCRIPTORS, use_inherited_descriptor),
    Layer.LIMITS: _checks(Layer.LIMITS, take_memory, compute_for_ever),
    Layer.UID: _checks(Layer.UID, become_root),
    Layer.NO_NEW_PRIVILEGES: _checks(Layer.NO_NEW_PRIVILEGES, gain_privileges),
    Layer.LANDLOCK: _checks(Layer.LANDLOCK, open_folder, beside=_FOREGONE),
    Layer.SECCOMP: _checks(Layer.SECCOMP, open_folder, open_socket, fork, beside=_FOREGONE),
}


def layers_that_fail(confinement: Confinement) -> list[str]:
    """Return the name of each wall of this confinement that lets its probe through; none is as it should be."""
    confinement = replace(confinement, memory_bytes=64 << 20)
    relevant = _relevant(confinement.layers)
    failing = [
        layer.value
        for layer, checks in CHECKS.items()
        if layer in relevant and not all(_is_stopped(check, confinement) for check in checks)
    ]
    if Layer.PARENT_DEATH in relevant and not dies_with_parent(replace(confinement, layers=_alone(confinement))):
        failing.insert(0, Layer.PARENT_DEATH.value)
    return failing or _failing_together(confinement, relevant)


def _alone(confinement: Confinement) -> frozenset[Layer]:
    """Return the parent death signal, with the change of user that undoes it."""
    return frozenset({Layer.PARENT_DEATH, Layer.UID}) & confinement.layers


def _failing_together(confinement: Confinement, relevant: frozenset[Layer]) -> list[str]:
    attempts = {check.attempt for layer, checks in CHECKS.items() if layer in relevant for check in checks}
    together = [Check(attempt=attempt, layers=confinement.layers) for attempt in attempts]
    failing = [f"all layers ({c.attempt.__name__})" for c in together if not _is_stopped(c, confinement)]
    if Layer.PARENT_DEATH in relevant and not dies_with_parent(confinement):
        failing.append("all layers (outlive_parent)")
    return sorted(failing)


def _relevant(layers: frozenset[Layer]) -> frozenset[Layer]:
    beside_the_point = set() if os.geteuid() == 0 else {Layer.UID}
    if sys.platform != "linux":
        # Limits on memory are only advice there.
        beside_the_point.add(Layer.LIMITS)
    return layers - beside_the_point


def _is_stopped(check: Check, confinement: Confinement) -> bool:
    status = probe(check.attempt, replace(confinement, layers=check.layers))
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


def dies_with_parent(confinement: Confinement) -> bool:
    """Return whether a locked-down process is killed when the one that forked it dies."""
    # Orphans come to this process meanwhile, so that it hears how they ended.
    before = _adopt_orphans(True)
    reader, writer = os.pipe()
    middle = os.fork()
    if middle == 0:
        _fork_and_die(writer, confinement)
    try:
        os.close(writer)
        orphan = int.from_bytes(os.read(reader, 4), "big")
        os.waitpid(middle, 0)
        return bool(orphan) and os.waitpid(orphan, 0)[1] == signal.SIGKILL
    finally:
        os.close(reader)
        _adopt_orphans(before)


def _adopt_orphans(is_wanted: bool) -> bool:
    """Change whether orphans come to this process and return whether they did before."""
    before, zero = ctypes.c_int(0), ctypes.c_ulong(0)
    _libc.prctl(_GET_CHILD_SUBREAPER, ctypes.byref(before), zero, zero, zero)
    _libc.prctl(_SET_CHILD_SUBREAPER, ctypes.c_ulong(is_wanted), zero, zero, zero)
    return bool(before.value)


def _fork_and_die(writer: int, confinement: Confinement) -> None:
    """Fork, tell the child's id once it has locked itself down or failed to, and die."""
    with suppress(BaseException):
        is_locked, tell = os.pipe()
        parent_pid, orphan = os.getpid(), os.fork()
        if orphan == 0:
            os.dup2(tell, confinement.result_fd)
            _attempt_and_leave(_wait_as_orphan, replace(confinement, parent_pid=parent_pid))
        os.close(tell)
        os.read(is_locked, 1)
        os.write(writer, orphan.to_bytes(4, "big"))
    os._exit(0)


def _wait_as_orphan() -> None:
    # The only descriptor a locked-down child may write to.
    os.write(RESULT_FD, b"1")
    time.sleep(_ORPHAN_SECONDS)
