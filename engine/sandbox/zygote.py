"""The clean process that every job forks from: exec'ed with an empty environment, warm, and without a secret."""

import gc
import importlib
import os
import platform
import signal
import socket
import sys
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

from engine.sandbox import landlock, seccomp, selftest
from engine.sandbox.child import Inspect, run_child
from engine.sandbox.examination import answer_examination
from engine.sandbox.launch import ENVIRONMENT, MOST_CHILDREN
from engine.sandbox.lockdown import FIRST_UID, UIDS, Confinement, become_undumpable, die_with_parent, is_dumpable
from engine.sandbox.policy import ALL_LAYERS, KERNEL_LAYERS, RESULT_FD, Layer
from engine.sandbox.protocol import Work, encode_hello
from engine.sandbox.serving import Server, Task
from engine.simulation.warmup import warm_up

_WAY_OUT: Final = (
    "Run Statis in its container (docker compose up) on such a system, or on Linux 5.13 or newer with Landlock on."
)
# The last two are set by Python and by macOS themselves.
_ENVIRONMENT_NAMES: Final = frozenset(ENVIRONMENT) | {"LC_CTYPE", "__CF_USER_TEXT_ENCODING"}


class Refused(Exception):
    """This process or this system is not fit to run strategies; the text says why."""


def main(*, listener_fd: int, parent_pid: int, is_reduced: bool, inspector: str, children: int) -> None:
    """Warm up, prove every layer, then fork a child for each connection until told to end or the owner is gone."""
    if parent_pid:
        die_with_parent(parent_pid)
    # Process 1 of a container would ignore the signal; until there are children there is nothing to take care of.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    listener = socket.socket(fileno=listener_fd)
    if listener_fd != RESULT_FD:
        # Held by /dev/null, so that no other descriptor sits where a child puts its result.
        os.dup2(0, RESULT_FD)
    os.chdir("/")
    try:
        inspect = importlib.import_module(inspector).inspect if inspector else None
        warm_up()
        confinement = _prepared(is_reduced=is_reduced)
    except Refused as refusal:
        hello, work = encode_hello(refused=str(refusal), pid=os.getpid()), None
        said = f"Sandbox refused: {refusal}"
    else:
        in_force = confinement.layers - (set() if os.geteuid() == 0 else {Layer.UID})
        layers = sorted(layer.value for layer in in_force)
        # What the client wants to know of us before it hands anything over.
        missing = sorted(layer.value for layer in ALL_LAYERS - confinement.layers)
        hello = encode_hello(layers=layers, missing=missing, inspects=inspect is not None, pid=os.getpid())
        work = partial(_work, confinement, inspect)
        said = f"Sandbox ready: {', '.join(layers)}."
    if not parent_pid:
        sys.stderr.write(f"{said}\n")
    is_abandoned = (lambda: os.getppid() != parent_pid) if parent_pid else None
    Server(listener, hello=hello, children=children, work=work, is_abandoned=is_abandoned).serve()
    # Taking the loaded libraries down in order would only take time.
    os._exit(0)


def _work(confinement: Confinement, inspect: Inspect | None, task: Task) -> NoReturn:
    own = replace(
        confinement,
        cpu_seconds=task.request.cpu_seconds,
        memory_bytes=task.request.memory_bytes,
        uid=confinement.uid + task.slot,
    )
    if task.request.work is Work.EXAMINE:
        answer_examination(task.line_fd, own)
    run_child(task, confinement=own, inspect=inspect)


def _prepared(*, is_reduced: bool) -> Confinement:
    """
    Return the walls of the children to come.

    :raises Refused: if this process is not clean, or a layer is missing or does not hold.
    """
    _check_clean()
    become_undumpable()
    absent = _absent_layers()
    if absent and not is_reduced:
        names = " and ".join(sorted(layer.value for layer in absent))
        raise Refused(f"This system cannot isolate strategies: {names} is missing. {_WAY_OUT}")
    confinement = Confinement(
        parent_pid=os.getpid(),
        result_fd=RESULT_FD,
        cpu_seconds=5,
        memory_bytes=64 << 20,
        program=b"" if Layer.SECCOMP in absent else seccomp.strategy_filter(result_fd=RESULT_FD),
        ruleset_fd=None if Layer.LANDLOCK in absent else landlock.create_ruleset(),
        layers=ALL_LAYERS - absent,
        # Two clean processes hardly ever share ids; one never gives an id to two living children.
        uid=FIRST_UID + MOST_CHILDREN * (os.getpid() % (UIDS // MOST_CHILDREN)),
    )
    failing = selftest.layers_that_fail(confinement)
    if failing:
        raise Refused(f"The sandbox failed its own test: {', '.join(failing)} does not hold. {_WAY_OUT}")
    gc.collect()
    gc.freeze()
    _check_sealed()
    return confinement


def _check_clean() -> None:
    if "django" in sys.modules:
        raise Refused("The sandbox's clean process has loaded Django; strategies could read the site's secrets.")
    if extra := set(os.environ) - _ENVIRONMENT_NAMES:
        raise Refused(f"The sandbox's clean process was started with an environment: {', '.join(sorted(extra))}.")


def _check_sealed() -> None:
    if _thread_count() != 1:
        raise Refused("The sandbox's clean process has more than one thread, so it cannot fork safely.")
    if is_dumpable():
        raise Refused("The sandbox's clean process can be read by others of the same user.")
    if not gc.get_freeze_count():
        raise Refused("The sandbox's clean process could not set its memory apart from that of its children.")


def _thread_count() -> int:
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else threading.active_count()


def _absent_layers() -> frozenset[Layer]:
    if platform.system() != "Linux":
        return KERNEL_LAYERS | {Layer.PARENT_DEATH, Layer.NO_NEW_PRIVILEGES}
    found = {Layer.LANDLOCK: landlock.version() >= 1, Layer.SECCOMP: seccomp.is_available()}
    return frozenset(layer for layer, is_there in found.items() if not is_there)
