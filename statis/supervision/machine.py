"""What must be true of the machine before anything starts; each refusal is one sentence."""

import errno
import fcntl
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
FREE_BYTES = 50_000_000


class NotPossible(Exception):
    """One sentence for the person at the keyboard: what is wrong and what to do."""


def read_port(text: str) -> int:
    """
    Return the port number written in PORT.

    >>> read_port("9000")
    9000

    :raises NotPossible: if it is none.
    """
    if text.isascii() and text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= 65535:
        return int(text)
    raise NotPossible(f"PORT must be a number from 1 to 65535, not “{text}”: try PORT=9000 make run.")


def is_free(port: int) -> bool:
    """
    Return whether a server can listen on this port of the loopback address.

    :raises NotPossible: if this user may not use the port.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise NotPossible(
                f"Port {port} needs an administrator: choose one above 1023, as in PORT=9000 make run."
            ) from None
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def check_port(port: int) -> None:
    """
    Check that nobody listens on the port.

    :raises NotPossible: if another program does.
    """
    if not is_free(port):
        raise NotPossible(f"Port {port} is in use by another program. Choose another one: PORT=9000 make run.")


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def explain(problem: OSError, folder: Path) -> str:
    """Return the sentence for a folder that could not be used."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"The disk is full: nothing can be stored in {folder}. Free some space and start again; no data is lost."
        )
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{folder} cannot be written. Get the right to, or name another folder: VAR_DIR=/a/folder make run."
    return f"{folder} cannot be used: {problem.strerror or problem}."


def check_folder(folder: Path) -> None:
    """
    Check that data can be kept in the folder.

    :raises NotPossible: if it cannot be made or written, or its disk is nearly full.
    """
    probe = folder / ".write-test"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"statis")
        probe.unlink()
        if shutil.disk_usage(folder).free < FREE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as problem:
        raise NotPossible(explain(problem, folder)) from None


@contextmanager
def only_one(folder: Path, *, url: str) -> Iterator[None]:
    """
    Hold the folder for this process; the lock ends with the process, however it ends.

    :raises NotPossible: if a running Statis holds it.
    """
    with (folder / "running.json").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotPossible(_already_running(folder)) from None
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "url": url}))
        file.flush()
        yield


def _already_running(folder: Path) -> str:
    try:
        running = json.loads((folder / "running.json").read_text())
        where = f" at {running['url']} (process {running['pid']})"
    except (OSError, ValueError, KeyError):
        where = ""
    return f"Statis already runs{where} with the data in {folder}. Open it there, or stop it with Ctrl-C first."
