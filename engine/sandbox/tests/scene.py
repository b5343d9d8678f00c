"""What hostile programs are let loose on, and what would tell that one of them got through."""

import ctypes
import os
import secrets
import socket
import stat
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from engine.sandbox.tests.neighbour import Neighbour

# Programs look for this; what follows it they cannot know.
SECRET: Final = "secret-of-statis-"
_NETLINK_FOR_USERS: Final = 2
# Where anybody may leave a file.
_OPEN_FOLDERS: Final = (Path("/dev/shm"), Path("/tmp"), Path("/var/tmp"))
# Where each of the kernel's tables names the user.
_IPC_OWNERS: Final = {"shm": 7, "sem": 4, "msg": 7}
_SET_CHILD_SUBREAPER: Final = 36
LIBC: Final = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, order=True)
class Sighting:
    """One thing that a witness saw."""

    witness: str
    text: str


class Canary:
    """A folder anyone may write to, with a secret in a name, a link, a time and a text anyone may read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secrets = {place: SECRET + secrets.token_hex(8) for place in ("text", "name", "link", "roots")}
        self._time = 10**17 + secrets.randbelow(10**17)
        self.secrets["time"] = str(self._time)
        folder.chmod(0o777)
        self._furnish()
        self.held = os.open(folder / "precious", os.O_RDWR)
        self._before = self._snapshot()

    def _furnish(self) -> None:
        for name, text, mode in (
            ("precious", self.secrets["text"], 0o666),
            ("roots", self.secrets["roots"], 0o600),
            ("drawer/" + self.secrets["name"], "", 0o644),
        ):
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_text(text)
            (self.folder / name).chmod(mode)
        (self.folder / "drawer").chmod(0o755)
        (self.folder / "link").symlink_to(self.secrets["link"])
        os.utime(self.folder / "roots", ns=(self._time, self._time))

    def _snapshot(self) -> dict[str, tuple[object, ...]]:
        paths = [self.folder, *sorted(self.folder.rglob("*"))]
        return {str(path.relative_to(self.folder)): _looks(path) for path in paths}

    def changes(self) -> list[str]:
        """Return what differs from the folder as it was furnished."""
        now = self._snapshot()
        return sorted(name for name in {*now, *self._before} if now.get(name) != self._before.get(name))

    def close(self) -> None:
        """Let go of the file held open."""
        os.close(self.held)


def _looks(path: Path) -> tuple[object, ...]:
    found = path.lstat()
    content = path.read_bytes() if stat.S_ISREG(found.st_mode) else b""
    extra = tuple(os.listxattr(path, follow_symlinks=False)) if hasattr(os, "listxattr") else ()
    return found.st_mode, found.st_uid, found.st_nlink, found.st_mtime_ns, found.st_ctime_ns, content, extra


class Listeners:
    """An ear at every kind of address a program on this machine can speak to."""

    def __init__(self, folder: Path) -> None:
        self._sockets: dict[str, socket.socket] = {}
        self.values: dict[str, str] = {}
        abstract = f"\0statis-{secrets.token_hex(8)}"
        self._add("TCP", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        self._add("UDP", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
        self._add("Unix", socket.AF_UNIX, socket.SOCK_STREAM, str(folder / "line"))
        self._add("Unix datagram", socket.AF_UNIX, socket.SOCK_DGRAM, str(folder / "box"))
        self._add("abstract", socket.AF_UNIX, socket.SOCK_STREAM, abstract)
        self._add("netlink", socket.AF_NETLINK, socket.SOCK_RAW, (0, 0), _NETLINK_FOR_USERS)
        for name in ("line", "box"):
            (folder / name).chmod(0o777)
        self.values = {
            "@PORT@": str(self._sockets["TCP"].getsockname()[1]),
            "@UDP_PORT@": str(self._sockets["UDP"].getsockname()[1]),
            "@LINE@": str(folder / "line"),
            "@BOX@": str(folder / "box"),
            "@ABSTRACT@": abstract[1:],
            "@NETLINK@": str(self._sockets["netlink"].getsockname()[0]),
        }

    def _add(self, name: str, family: int, kind: int, address: object, protocol: int = 0) -> None:
        ear = self._sockets[name] = socket.socket(family, kind, protocol)
        ear.bind(address)
        ear.setblocking(False)
        if kind == socket.SOCK_STREAM:
            ear.listen()

    def heard(self) -> list[str]:
        """Return the kinds of line on which something was said since the last time."""
        return [name for name, ear in self._sockets.items() if _heard_by(ear)]

    def close(self) -> None:
        """Stop listening."""
        for ear in self._sockets.values():
            ear.close()


def _heard_by(ear: socket.socket) -> bool:
    with suppress(BlockingIOError):
        if ear.type == socket.SOCK_STREAM:
            ear.accept()[0].close()
        else:
            ear.recv(4_096)
        return True
    return False


class Scene:
    """
    Everything a program may be after, in one place.

    `uids` are the users a program may run as and nobody else does: their sockets and shared memory are suspect.
    `environment` is the secret this process was started with, if there is one.
    """

    def __init__(self, *, uids: range, neighbour_uid: int, environment: str = "") -> None:
        self._uids = uids
        self._neighbour_uid = neighbour_uid
        self._names = {f"@{name}@": f"statis-{secrets.token_hex(8)}" for name in ("QUEUE", "DOOR")}
        self.secrets = {place: SECRET + secrets.token_hex(8) for place in ("memory", "environment", "job")}
        if environment:
            self.secrets["environment"] = environment

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        # Not pytest's folder: its parents are closed to other users, which would hide what a program did.
        folders = [
            Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix=name))) for name in ("canary-", "ears-")
        ]
        for folder in folders:
            folder.chmod(0o777)
        self.canary = Canary(folders[0])
        self._stack.callback(self.canary.close)
        self._listeners = Listeners(folders[1])
        self._stack.callback(self._listeners.close)
        variable = f"STATIS_{secrets.token_hex(4)}"
        os.environ[variable] = self.secrets["environment"]
        self._stack.callback(os.environ.pop, variable)
        self.neighbour = Neighbour(uid=self._neighbour_uid, secret=self.secrets["memory"])
        self._stack.callback(self.neighbour.close)
        self._familiar_things = self._left_behind()
        self.forget_processes()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def forget_processes(self) -> None:
        """Take every process there is now for one that belongs here."""
        self._familiar = descendants(os.getpid())

    def values(self, **others: str) -> dict[str, str]:
        """Return what stands for each placeholder of the programs."""
        neighbour = self.neighbour
        return {
            "@CANARY@": str(self.canary.folder),
            "@NEIGHBOUR@": str(neighbour.pid),
            "@ADDRESS@": str(neighbour.address),
            "@SECRET@": SECRET,
            **self._listeners.values,
            **self._names,
            **others,
        }

    def sightings(self, sent: bytes) -> list[Sighting]:
        """Return what the witnesses have seen; `sent` is all that the program's process gave away."""
        seen = [Sighting("canary", f"{name} changed") for name in self.canary.changes()]
        seen += [Sighting("canary", what) for what in sorted(self._left_behind() - self._familiar_things)]
        seen += [
            Sighting("canary", f"it knows the {where}")
            for where, it in self.canary.secrets.items()
            if it.encode() in sent
        ]
        seen += [Sighting("listener", name) for name in (*self._listeners.heard(), *self._doors())]
        seen += [Sighting("secret", where) for where, secret in self.secrets.items() if secret.encode() in sent]
        seen += [Sighting("neighbour", what) for what in self.neighbour.changes()]
        seen += [Sighting("process", f"{pid} lives") for pid in self.strangers()]
        return seen

    def strangers(self) -> set[int]:
        """Return the descendants of this process, zombies included, that do not belong here."""
        return descendants(os.getpid()) - self._familiar

    def _left_behind(self) -> set[str]:
        found = {str(path) for folder in _OPEN_FOLDERS for path in folder.glob("*") if _owner(path) in self._uids}
        for table, column in _IPC_OWNERS.items():
            rows = _rows(f"/proc/sysvipc/{table}")
            found |= {f"System V {table} {row.split()[1]}" for row in rows if int(row.split()[column]) in self._uids}
        if LIBC.mq_open(b"/" + self._names["@QUEUE@"].encode(), os.O_RDONLY) >= 0:
            found.add("a message queue")
        return found

    def _doors(self) -> list[str]:
        """Return the sockets of the suspects, and the one whose name they were told."""
        doors = ["an abstract door"] if self._names["@DOOR@"] in "".join(_rows("/proc/net/unix")) else []
        for table in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6", "icmp"):
            doors += [f"a {table} door" for row in _rows(f"/proc/net/{table}") if int(row.split()[7]) in self._uids]
        return doors


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies, so that no process gets out of sight."""
    LIBC.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(pid: int) -> set[int]:
    """Return the processes that come from this one, zombies included."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with suppress(FileNotFoundError, ProcessLookupError):
                parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(path.name))
    found, left = set(), [pid]
    while left:
        fresh = children.get(left.pop(), [])
        found.update(fresh)
        left.extend(fresh)
    return found


def _rows(table: str) -> list[str]:
    with suppress(FileNotFoundError):
        return Path(table).read_text().splitlines()[1:]
    return []


def _owner(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.lstat().st_uid
    return -1
