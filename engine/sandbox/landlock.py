"""Landlock with no rule at all: every file right is handled and none is granted."""

import ctypes
import os
import platform
from typing import Final

from engine.sandbox.policy import SYSCALLS

_VERSION_QUESTION: Final = 1
# Each version of the interface knows more file rights; the size of the attribute grows with the kinds of rights.
_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15}
_NEWEST_FILE_RIGHTS: Final = 16
_TCP_SINCE, _SCOPES_SINCE = 4, 6

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class _Handled(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


def _call(name: str, *arguments: object) -> int:
    number = SYSCALLS.get(platform.machine(), {}).get(name)
    if number is None or platform.system() != "Linux":
        return -1
    return int(_libc.syscall(number, *arguments))


def version() -> int:
    """Return the version of Landlock this kernel offers, 0 when it offers none."""
    return max(_call("landlock_create_ruleset", None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_QUESTION)), 0)


def create_ruleset() -> int:
    """
    Return the descriptor of a ruleset that forbids all this kernel's Landlock can forbid.

    :raises OSError: if Landlock is missing or switched off.
    """
    offered = version()
    file_rights = _FILE_RIGHTS.get(offered, _NEWEST_FILE_RIGHTS)
    network = 0b11 if offered >= _TCP_SINCE else 0
    scoped = 0b11 if offered >= _SCOPES_SINCE else 0
    handled = _Handled((1 << file_rights) - 1, network, scoped)
    size = 24 if scoped else 16 if network else 8
    descriptor = _call("landlock_create_ruleset", ctypes.byref(handled), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "Landlock is missing")
    os.set_inheritable(descriptor, False)
    return descriptor


def restrict_self(descriptor: int) -> None:
    """
    Put this process under the ruleset, for good.

    :raises OSError: if the kernel refuses.
    """
    if _call("landlock_restrict_self", ctypes.c_int(descriptor), ctypes.c_uint32(0)) != 0:
        raise OSError(ctypes.get_errno(), "the kernel refused the Landlock ruleset")
