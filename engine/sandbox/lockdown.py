"""What a forked child does to itself before it reads a line of a user's code, in this order."""

import ctypes
import os
import platform
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from engine.sandbox import landlock, seccomp
from engine.sandbox.policy import ALL_LAYERS, Layer

FIRST_UID: Final = 60_000
UIDS: Final = 4_800
_SET_PARENT_DEATH_SIGNAL, _GET_DUMPABLE, _SET_DUMPABLE, _SET_NO_NEW_PRIVILEGES = 1, 3, 4, 38

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, kw_only=True)
class Confinement:
    """The walls of one child; `ruleset_fd` and `program` are made once, before the fork, `uid` is its alone."""

    parent_pid: int
    result_fd: int
    cpu_seconds: int
    memory_bytes: int
    program: bytes
    ruleset_fd: int | None
    layers: frozenset[Layer] = ALL_LAYERS
    uid: int = FIRST_UID


def lock_down(confinement: Confinement) -> None:
    """
    Confine this process for good.

    :raises OSError: if a layer cannot be put up.
    """
    layers = confinement.layers
    os.setsid()
    if Layer.PARENT_DEATH in layers:
        die_with_parent(confinement.parent_pid)
    become_undumpable()
    kept = {confinement.result_fd, confinement.ruleset_fd} if Layer.LANDLOCK in layers else {confinement.result_fd}
    if Layer.DESCRIPTORS in layers:
        _close_all_but({fd for fd in kept if fd is not None})
    if Layer.LIMITS in layers:
        _set_limits(cpu_seconds=confinement.cpu_seconds, memory_bytes=confinement.memory_bytes)
    if Layer.UID in layers and os.geteuid() == 0:
        _become(confinement.uid)
        # A change of user resets both.
        become_undumpable()
        if Layer.PARENT_DEATH in layers:
            die_with_parent(confinement.parent_pid)
    if Layer.NO_NEW_PRIVILEGES in layers:
        _forgo_privileges()
    if Layer.LANDLOCK in layers and confinement.ruleset_fd is not None:
        landlock.restrict_self(confinement.ruleset_fd)
        os.close(confinement.ruleset_fd)
    if Layer.SECCOMP in layers:
        seccomp.install(confinement.program)


def die_with_parent(parent_pid: int) -> None:
    """Ask to be killed when the parent dies, and leave at once if it is dead already."""
    _control(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(0)


def become_undumpable() -> None:
    """Close this process's memory and /proc entries to others of the same user."""
    _control(_SET_DUMPABLE, 0)


def is_dumpable() -> bool:
    """Return whether others of the same user can read this process's memory."""
    return _control(_GET_DUMPABLE, 0) != 0


def _forgo_privileges() -> None:
    if _control(_SET_NO_NEW_PRIVILEGES, 1) != 0:
        raise OSError(ctypes.get_errno(), "no-new-privileges was refused")


def _control(option: int, value: int) -> int:
    if platform.system() != "Linux":
        return 0
    zero = ctypes.c_ulong(0)
    return int(_libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero))


def _close_all_but(kept: set[int]) -> None:
    start = 0
    for descriptor in sorted(kept):
        os.closerange(start, descriptor)
        start = descriptor + 1
    os.closerange(start, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _set_limits(*, cpu_seconds: int, memory_bytes: int) -> None:
    """Lower every limit, soft and hard; the second of CPU between the two lets SIGXCPU name the cause."""
    nothing = ("CORE", "FSIZE", "NOFILE", "NPROC", "MEMLOCK", "MSGQUEUE")
    limits = dict.fromkeys(nothing, (0, 0))
    limits |= {"CPU": (cpu_seconds, cpu_seconds + 1), "STACK": (8 << 20, 8 << 20)}
    if sys.platform == "linux":
        space = _address_space() + memory_bytes
        limits["AS"] = (space, space)
    for name, pair in limits.items():
        number = getattr(resource, f"RLIMIT_{name}", None)
        if number is not None:
            _lower(number, pair)


def _lower(number: int, pair: tuple[int, int]) -> None:
    ceiling = resource.getrlimit(number)[1]
    if ceiling != resource.RLIM_INFINITY:
        pair = (min(pair[0], ceiling), min(pair[1], ceiling))
    if sys.platform == "linux":
        resource.setrlimit(number, pair)
        return
    # Elsewhere some limits are only advice; reduced isolation takes what it can get.
    with suppress(ValueError, OSError):
        resource.setrlimit(number, pair)


def _address_space() -> int:
    with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - pathlib costs a millisecond per child here
        return int(statm.read().split()[0]) * resource.getpagesize()


def _become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
