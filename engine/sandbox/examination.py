"""What holds on this system and what it costs: every wall tried again, by a child that itself stands behind none."""

import fcntl
import os
import platform
import statistics
import struct
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, NoReturn

from pydantic import TypeAdapter
from pydantic_core import to_json

from engine.sandbox import landlock, seccomp, selftest
from engine.sandbox.lockdown import Confinement, lock_down
from engine.sandbox.policy import RESULT_FD, Layer
from engine.sandbox.protocol import encode_inspected, encode_ready

# From these versions on, Landlock has rules for TCP, and scopes for signals and abstract sockets.
TCP_VERSION: Final = 4
SCOPES_VERSION: Final = 6
_FORKS: Final = 50
_MOMENT: Final = struct.Struct("d")


@dataclass(frozen=True, kw_only=True)
class Examination:
    """
    What an examining child found where strategies run.

    `in_force` are the layers that stopped what they must stop, just now; `failing` those that are put up and did not,
    or did not together with the others. `lockdown_ms` is the median time from fork to a child behind every wall,
    None if it could not be measured.
    """

    in_force: list[str]
    failing: list[str]
    landlock_version: int
    has_seccomp: bool
    is_root: bool
    uid: int
    kernel: str
    architecture: str
    python: str
    zygote_pid: int
    zygote_bytes: int | None
    lockdown_ms: float | None


_EXAMINATION: Final = TypeAdapter(Examination)


def examine(confinement: Confinement) -> bytes:
    """Try every wall of this confinement in throw-away children, time some of them, and return what was found."""
    zygote_pid = os.getppid()
    own = replace(confinement, parent_pid=os.getpid())
    failing = selftest.layers_that_fail(own)
    system = platform.uname()
    found = Examination(
        in_force=sorted(layer.value for layer in _used(own) if layer.value not in failing),
        failing=failing,
        landlock_version=landlock.version(),
        has_seccomp=seccomp.is_available(),
        is_root=os.geteuid() == 0,
        uid=os.geteuid(),
        kernel=f"{system.system} {system.release}",
        architecture=system.machine,
        python=platform.python_version(),
        zygote_pid=zygote_pid,
        zygote_bytes=_resident_bytes(zygote_pid),
        lockdown_ms=_lockdown_ms(own),
    )
    return to_json(asdict(found))


def read_examination(answer: bytes) -> Examination:
    """
    Return what an examining child said.

    :raises ValueError: if it is no examination.
    """
    return _EXAMINATION.validate_json(answer, strict=True)


def answer_examination(line_fd: int, confinement: Confinement) -> NoReturn:
    """Examine these walls for whoever is at the other end of the line, and never come back."""
    code = 70
    with suppress(BaseException):
        line_fd = _out_of_the_way(line_fd)
        view = memoryview(encode_ready(locked_ms=0.0) + encode_inspected(examine(confinement)))
        while view:
            view = view[os.write(line_fd, view) :]
        code = 0
    os._exit(code)


def _used(confinement: Confinement) -> frozenset[Layer]:
    return confinement.layers - (frozenset() if os.geteuid() == 0 else {Layer.UID})


def _resident_bytes(pid: int) -> int | None:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def _lockdown_ms(confinement: Confinement) -> float | None:
    """Return the median time from fork to the last lock, as the locked-down children themselves read the clock."""
    reader, writer = os.pipe()
    reader = _out_of_the_way(reader)
    # The one descriptor that a locked-down child may write to.
    os.dup2(writer, RESULT_FD)
    os.set_blocking(reader, False)
    times = [_one_lockdown_ms(confinement, reader) for _ in range(_FORKS)]
    known = [one for one in times if one is not None]
    return round(statistics.median(known), 3) if len(known) == _FORKS else None


def _out_of_the_way(descriptor: int) -> int:
    """Return a copy of the descriptor that is not where a locked-down child writes its result."""
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, RESULT_FD + 1)


def _one_lockdown_ms(confinement: Confinement, reader: int) -> float | None:
    began_at = time.monotonic()
    pid = os.fork()
    if pid == 0:
        _lock_down_and_tell(confinement)
    status = os.waitpid(pid, 0)[1]
    if status:
        return None
    return (float(_MOMENT.unpack(os.read(reader, _MOMENT.size))[0]) - began_at) * 1000


def _lock_down_and_tell(confinement: Confinement) -> None:
    try:
        lock_down(confinement)
        os.write(RESULT_FD, _MOMENT.pack(time.monotonic()))
    except BaseException:
        os._exit(1)
    os._exit(0)
