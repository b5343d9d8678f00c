"""How the clean process is made: the command that starts it, its whole environment, and the socket it listens on."""

import errno
import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
# PYTHONHASHSEED would be ignored under -I; -s and -P with this environment isolate the same and keep set order fixed.
ENVIRONMENT: Final[Mapping[str, str]] = MappingProxyType(
    {"TZ": "UTC", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
)
START: Final = (
    "import json, sys; sys.path.insert(0, sys.argv[1]); from engine.sandbox import zygote; "
    "zygote.main(**json.loads(sys.argv[2]))"
)
# A user id belongs to one living child at a time; more than this many at once would need more ids.
MOST_CHILDREN: Final = 32
DEFAULT_CHILDREN: Final = 8
_BACKLOG: Final = 128
_LONGEST_ADDRESS: Final = 100
_HAS_PATH_DESCRIPTORS: Final = sys.platform == "linux"


@dataclass(frozen=True, kw_only=True)
class Orders:
    """What a clean process is started with; it ends with the process `parent_pid`, unless that is 0."""

    listener_fd: int
    parent_pid: int
    is_reduced: bool
    inspector: str
    children: int


def command(orders: Orders) -> list[str]:
    """Return the command line of a clean process."""
    return [sys.executable, "-s", "-P", "-c", START, str(ROOT), json.dumps(asdict(orders))]


class PrivateListener:
    """A listening socket that only this process can reach, and that leaves no file behind however it ends."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._path_fd = -1
        self._folder = tempfile.mkdtemp(prefix="statis-sandbox-")
        self.address = f"{self._folder}/s"
        self.socket.bind(self.address)
        self.socket.listen(_BACKLOG)
        if _HAS_PATH_DESCRIPTORS:
            # A descriptor of the socket's inode reaches it without its name, so the name can go at once.
            self._path_fd = os.open(self.address, os.O_PATH | os.O_CLOEXEC)
            self.address = f"/proc/self/fd/{self._path_fd}"
            shutil.rmtree(self._folder)

    def close(self) -> None:
        """Give up the address, and with it every way to connect."""
        self.socket.close()
        if self._path_fd >= 0:
            os.close(self._path_fd)
        else:
            shutil.rmtree(self._folder, ignore_errors=True)


class AlreadyServed(RuntimeError):
    """Another process listens at the address."""


def listener_at(path: Path, *, group: str | None = None) -> socket.socket:
    """
    Return a socket that listens at this path, for its owner only or for a group too.

    :raises AlreadyServed: if another process listens there.
    :raises OSError: if the folder cannot be used.
    :raises LookupError: if there is no such group.
    """
    if path.is_socket():
        if _is_served(path):
            raise AlreadyServed
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # Closed from the first moment on: no one may connect between bind and chmod.
    mask = os.umask(0o177)
    try:
        with address_of(path) as address:
            listener.bind(address)
    finally:
        os.umask(mask)
    if group is not None:
        shutil.chown(path, group=group)
        path.chmod(0o660)
    listener.listen(_BACKLOG)
    return listener


def _is_served(path: Path) -> bool:
    with suppress(OSError):
        connect(path).close()
        return True
    return False


def connect(path: Path | str) -> socket.socket:
    """
    Return a connection to the socket at this path, without waiting for anything.

    :raises OSError: if nobody listens there, too many wait there already, or this user may not connect.
    """
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # Where as many wait as may, a blocking one would wait for ever for a listener that is stuck.
    line.setblocking(False)
    try:
        with address_of(Path(path)) as address:
            line.connect(address)
    except BaseException:
        line.close()
        raise
    line.setblocking(True)
    return line


@contextmanager
def address_of(path: Path) -> Iterator[str]:
    """
    Give the address of a socket, also where its path is longer than the hundred bytes the system takes.

    :raises OSError: if it is longer and the system knows no other way, or the folder cannot be opened.
    """
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
        yield str(path)
        return
    if not _HAS_PATH_DESCRIPTORS:
        raise OSError(errno.ENAMETOOLONG, f"The path of the sandbox's socket is too long: {path}")
    folder = os.open(path.parent, os.O_PATH | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
