"""The sandbox of this process: the service named in the settings, or a clean process of its own."""

import atexit
import os
from typing import Final

from django.conf import settings

from engine.sandbox.parent import InspectionFailed, Sandbox, SandboxUnavailable

__all__ = ["INSPECTOR", "InspectionFailed", "SandboxUnavailable", "prefer_own_to_none", "sandbox"]

# Loaded by the sandbox, never by us: it runs where strategies do.
INSPECTOR: Final = "strategies.checking.inspection"

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
