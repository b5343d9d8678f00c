"""The sandbox of this process: the service named in the settings, or a clean process of its own."""

import atexit
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from engine.sandbox.examination import SCOPES_VERSION, TCP_VERSION, Examination
from engine.sandbox.parent import InspectionFailed, Sandbox, SandboxUnavailable
from engine.sandbox.policy import Layer

__all__ = [
    "EMBEDDED_SOCKET",
    "INSPECTOR",
    "SCOPES_VERSION",
    "TCP_VERSION",
    "Examination",
    "InspectionFailed",
    "Layer",
    "SandboxUnavailable",
    "examined",
    "prefer_own_to_none",
    "sandbox",
]

# Loaded by the sandbox, never by us: it runs where strategies do.
INSPECTOR: Final = "strategies.checking.inspection"
# Below the data folder, as `manage.py up` names it.
EMBEDDED_SOCKET: Final = "sandbox.socket"


@dataclass(frozen=True, kw_only=True)
class Examined:
    """
    What an examination came to: at the socket of the settings, or without one by a clean process of our own.

    With a refusal the service did not answer or serves nobody; what was found is then that of a process of our own.
    """

    socket: str
    refusal: str = ""
    found: Examination | None = None


_sandboxes: dict[int, Sandbox] = {}


def sandbox() -> Sandbox:
    """Return the sandbox of this process, the same at every call."""
    # A forked child must neither talk through its parent's sockets nor close them: the parent's entry stays.
    return _sandboxes.get(os.getpid()) or _kept(_served() if settings.SANDBOX_SOCKET else _own())


def prefer_own_to_none() -> None:
    """Let this process, a command, use a clean process of its own when the service of the settings does not answer."""
    if not settings.SANDBOX_SOCKET or os.getpid() in _sandboxes:
        return
    try:
        _served(wait_seconds=0.0).start()
    except SandboxUnavailable:
        _kept(_own())


def examined() -> Examined:
    """Have the layers tried again where strategies run, and where they may not, by a clean process of our own."""
    path, refusal = settings.SANDBOX_SOCKET or _socket_of_make_run(), ""
    if path:
        try:
            # Whatever it lacks: nothing is run by it.
            with Sandbox(path, reduced_isolation=True, wait_seconds=5.0) as service:
                return Examined(socket=path, found=service.examine())
        except SandboxUnavailable as problem:
            refusal = str(problem)
    try:
        with Sandbox(reduced_isolation=True) as own:
            return Examined(socket=path, refusal=refusal, found=own.examine())
    except SandboxUnavailable as problem:
        return Examined(socket=path, refusal=refusal or str(problem))


def _socket_of_make_run() -> str:
    """Return where the service of a running `make run` over this data folder listens, nothing without one."""
    path = Path(settings.VAR_DIR) / EMBEDDED_SOCKET
    return str(path) if path.is_socket() else ""


def _kept(sandbox: Sandbox) -> Sandbox:
    _sandboxes[os.getpid()] = sandbox
    atexit.register(sandbox.close)
    return sandbox


def _served(*, wait_seconds: float = 15.0) -> Sandbox:
    return Sandbox(
        settings.SANDBOX_SOCKET, reduced_isolation=settings.SANDBOX_REDUCED_ISOLATION, wait_seconds=wait_seconds
    )


def _own() -> Sandbox:
    return Sandbox(reduced_isolation=settings.SANDBOX_REDUCED_ISOLATION, inspector=INSPECTOR)
