"""System call filters: built as plain bytes, installed through ctypes."""

import ctypes
import errno
import platform
import struct
from collections.abc import Iterable
from itertools import chain
from typing import Final

from engine.sandbox.policy import ALLOWED, AUDIT_ARCH, KILLED, NEVER_EXECUTABLE, SYSCALLS

ALLOW: Final = 0x7FFF0000
KILL: Final = 0x80000000
EPERM: Final = 0x00050000 | errno.EPERM

_PROT_EXEC: Final = 4
_X32_CALLS: Final = 0x40000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# Where struct seccomp_data keeps what the filter looks at (low words of the arguments, little-endian).
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _answer(verdict: int) -> bytes:
    return _step(_RETURN, verdict)


def _argument(position: int) -> bytes:
    return _step(_LOAD, _ARGUMENTS + 8 * position)


def _on_call(number: int, body: bytes) -> bytes:
    """Run `body`, which must end by answering, when the call has this number."""
    return _step(_EQUAL, number, 0, len(body) // 8) + body


def _check_architecture(machine: str) -> bytes:
    steps = _step(_LOAD, _ARCH) + _step(_EQUAL, AUDIT_ARCH[machine], 1, 0) + _answer(KILL) + _step(_LOAD, _NUMBER)
    if machine == "x86_64":
        # x32 reaches the same kernel functions by other numbers.
        steps += _step(_AT_LEAST, _X32_CALLS, 0, 1) + _answer(KILL)
    return steps


def _only_descriptor(descriptor: int) -> bytes:
    return _argument(0) + _step(_EQUAL, descriptor, 0, 1) + _answer(ALLOW) + _answer(EPERM)


def _unless_executable() -> bytes:
    return _argument(2) + _step(_ANY_BIT, _PROT_EXEC, 0, 1) + _answer(EPERM) + _answer(ALLOW)


def strategy_filter(*, result_fd: int, machine: str | None = None) -> bytes:
    """
    Return the filter a strategy runs under: everything not listed answers EPERM.

    :raises KeyError: if the policy has no table for this machine.
    """
    machine = machine or platform.machine()
    numbers = SYSCALLS[machine]
    rules = chain(
        ((name, _answer(ALLOW)) for name in ALLOWED),
        [("write", _only_descriptor(result_fd))],
        ((name, _unless_executable()) for name in NEVER_EXECUTABLE),
        ((name, _answer(KILL)) for name in KILLED),
    )
    return _check_architecture(machine) + _joined(numbers, rules) + _answer(EPERM)


def _joined(numbers: dict[str, int], rules: Iterable[tuple[str, bytes]]) -> bytes:
    return b"".join(_on_call(numbers[name], body) for name, body in rules if name in numbers)


def is_available() -> bool:
    """Return whether this kernel takes filters and the policy knows its system calls."""
    number = SYSCALLS.get(platform.machine(), {}).get("seccomp")
    if number is None or platform.system() != "Linux":
        return False
    action = ctypes.c_uint32(KILL)
    get_action_available = 2
    return bool(_libc.syscall(number, get_action_available, 0, ctypes.byref(action)) == 0)


def install(program: bytes) -> None:
    """
    Put this process under the filter, for good.

    :raises OSError: if the kernel refuses the filter.
    """
    instructions = ctypes.create_string_buffer(program, len(program))
    header = _Program(len(program) // 8, ctypes.addressof(instructions))
    set_mode_filter = 1
    if _libc.syscall(SYSCALLS[platform.machine()]["seccomp"], set_mode_filter, 0, ctypes.byref(header)) != 0:
        raise OSError(ctypes.get_errno(), "the kernel refused the system call filter")
