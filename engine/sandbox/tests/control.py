"""The control run: the hostile programs without a wall, in namespaces that die with it; run as a program of its own.

What it leaves on is what keeps this machine whole: another user, limits on memory, CPU time and the number of
processes, and namespaces in which nothing but the scene can be reached. A witness that does not fire here would prove
nothing by keeping quiet in the sandbox.
"""

import fcntl
import json
import os
import resource
import secrets
import signal
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from typing import Final, NoReturn

from engine.sandbox import protocol
from engine.sandbox.tests import programs
from engine.sandbox.tests.programs import Program
from engine.sandbox.tests.sandboxes import HONEST, prices, spec_of
from engine.sandbox.tests.scene import LIBC, SECRET, Scene, Sighting
from engine.simulation.failures import StrategyFailed
from engine.simulation.run import simulate
from engine.simulation.warmup import warm_up

CONTROL_UID: Final = 61_234
RESULT_FD: Final = 3
_VARIABLE: Final = "STATIS_STARTED_WITH"
_SECONDS: Final = 15.0
_NEW_MOUNTS, _NEW_IPC, _NEW_PIDS, _NEW_NETWORK = 0x00020000, 0x08000000, 0x20000000, 0x40000000
_SET_DUMPABLE: Final = 4
_GET_FLAGS, _SET_FLAGS, _IS_UP = 0x8913, 0x8914, 1


def main(names: list[str]) -> None:
    """Run these programs, or all whose witness must fire, and print a line of JSON for each."""
    if _VARIABLE not in os.environ:
        # What a process tells of its environment is what it was started with.
        again = [sys.executable, "-m", "engine.sandbox.tests.control", *names]
        os.execve(sys.executable, again, {**os.environ, _VARIABLE: SECRET + secrets.token_hex(8)})
    os.dup2(os.open("/dev/null", os.O_RDWR), RESULT_FD)
    warm_up()
    if LIBC.unshare(_NEW_MOUNTS | _NEW_IPC | _NEW_PIDS | _NEW_NETWORK) != 0:
        sys.exit("The control run needs namespaces of its own, which this system refuses.")
    # The first child is the first process of the new namespace; with it everything in there dies.
    pid = os.fork()
    if pid == 0:
        _settle()
        for program in programs.everything():
            if program.name in names or (not names and program.is_controlled):
                sys.stdout.write(json.dumps(_tried(program)) + "\n")
                sys.stdout.flush()
        os._exit(0)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _settle() -> None:
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    for kind, folder in (("proc", "/proc"), ("tmpfs", "/dev/shm"), ("tmpfs", "/var/tmp")):
        subprocess.run(["mount", "-t", kind, kind, folder], check=True)
    with socket.socket() as any_socket:
        name = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, _GET_FLAGS, name))[1]
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH14x", b"lo", flags | _IS_UP))


def _tried(program: Program) -> dict[str, object]:
    uids, environment = range(CONTROL_UID, CONTROL_UID + 1), os.environ[_VARIABLE]
    with Scene(uids=uids, neighbour_uid=CONTROL_UID, environment=environment) as scene:
        everyone = dict.fromkeys(("@OWNER@", "@ZYGOTE@", "@JOB@"), str(scene.neighbour.pid))
        source = program.filled_in(scene.values(**everyone))
        seen, sent = _watched(program, source, scene)
        _clear(scene)
    return {"name": program.name, "seen": sorted({s.witness for s in seen}), "sent": sent[-300:].decode("latin-1")}


def _watched(program: Program, source: str, scene: Scene) -> tuple[set[Sighting], bytes]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _run(source, writer)
    os.close(writer)
    os.set_blocking(reader, False)
    scene.forget_processes()
    seen: set[Sighting] = set()
    sent, is_over, deadline = b"", False, time.monotonic() + _SECONDS
    while not is_over and time.monotonic() < deadline and program.witness not in {s.witness for s in seen}:
        time.sleep(0.01)
        is_over = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        with suppress(BlockingIOError):
            sent += os.read(reader, 1 << 20)
        seen |= set(scene.sightings(sent))
    if is_over and not sent.endswith(_GOODBYE):
        seen.add(Sighting("neighbour", "an honest job in the same process"))
    os.close(reader)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return seen, sent


_GOODBYE: Final = b"the honest job is as ever"


def _run(source: str, result_fd: int) -> NoReturn:
    """Run the program, then an honest one in the same process: the wall between jobs is down, too."""
    with suppress(BaseException):
        os.setsid()
        os.dup2(result_fd, RESULT_FD)
        _keep_the_machine_whole()
        bars, honest = [prices()], spec_of(HONEST)
        before = simulate(honest, bars, report=lambda _: None)
        try:
            log = simulate(spec_of(source), bars, report=lambda event: os.write(RESULT_FD, repr(event).encode()))
            os.write(RESULT_FD, protocol.encode_finished(log))
        except StrategyFailed as failed:
            os.write(RESULT_FD, repr(failed.failure).encode())
        if simulate(honest, bars, report=lambda _: None) == before:
            os.write(RESULT_FD, _GOODBYE)
    os._exit(0)


def _keep_the_machine_whole() -> None:
    os.setgroups([])
    os.setresgid(CONTROL_UID, CONTROL_UID, CONTROL_UID)
    os.setresuid(CONTROL_UID, CONTROL_UID, CONTROL_UID)
    LIBC.prctl(_SET_DUMPABLE, 1, 0, 0, 0)
    for limit, value in ((resource.RLIMIT_AS, 2 << 30), (resource.RLIMIT_CPU, 5), (resource.RLIMIT_NPROC, 50)):
        resource.setrlimit(limit, (value, value))


def _clear(scene: Scene) -> None:
    """Kill whatever the program left and wait until it is gone."""
    while strangers := scene.strangers():
        for pid in strangers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


if __name__ == "__main__":
    main(sys.argv[1:])
