"""A throw-away Postgres cluster on the loopback address, for tests."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50")
USER = PASSWORD = "statis"  # noqa: S105  # lives as long as one test run, on the loopback address


class PostgresFailed(Exception):
    """The cluster could not be made or started; the text says what Postgres said."""


def find_binaries() -> Path | None:
    """Return the newest folder that holds both initdb and postgres, or None."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    folders += [Path("/opt/homebrew/bin"), Path("/usr/local/bin")]
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


def as_whom() -> dict[str, Any]:
    """Return the arguments that start a process as an ordinary user: Postgres refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """
    Run a cluster and yield its DATABASE_URL; nothing of it is left afterwards.

    :raises PostgresFailed: if it cannot be made or does not start.
    """
    whom = as_whom()
    folder = Path(tempfile.mkdtemp(prefix="statis-pg-"))
    try:
        if whom:
            os.chown(folder, whom["user"], whom["group"])
        _make(binaries, folder, whom)
        port = _free_port()
        server = _start(binaries, folder, port, whom)
        try:
            _wait(server, port, folder)
            yield f"postgres://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            # SIGINT is Postgres's fast shutdown: it does not wait for clients.
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(binaries: Path, folder: Path, whom: dict[str, Any]) -> None:
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    argv = [str(binaries / "initdb"), "--pgdata", str(folder / "data"), "--username", USER, "--pwfile", str(secret)]
    argv += ["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False, **whom)
    if done.returncode:
        raise PostgresFailed(f"initdb failed: {done.stderr.strip()}")


def _start(binaries: Path, folder: Path, port: int, whom: dict[str, Any]) -> subprocess.Popen[bytes]:
    argv = [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port), "-k", str(folder)]
    argv += ["-c", "listen_addresses=127.0.0.1"]
    for setting in SPEED:
        argv += ["-c", setting]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(argv, cwd=folder, stdout=log, stderr=log, start_new_session=True, **whom)


def _wait(server: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 and b"ready to accept" in (folder / "log").read_bytes():
                return
        time.sleep(0.05)
    raise PostgresFailed(f"postgres did not start: {(folder / 'log').read_text(errors='replace').strip()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
