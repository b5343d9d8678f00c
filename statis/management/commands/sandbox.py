"""`manage.py sandbox --check`: what stands between a strategy and this machine, tried again now."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from engine.printable import printable
from statis.management.layers import is_whole, layer_states
from statis.sandboxes import Examination, Examined, examined
from statis.terminal import write_at_once


class Command(BaseCommand):
    help = "Try every layer of the sandbox again and say which are in force; exits with 1 when one is missing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", required=True, help="what there is to do; it changes nothing"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object a line")

    def handle(self, *, as_json: bool, **options: Any) -> None:
        """Examine, print, and tell programs by the exit code."""
        looked = examined()
        lines = _json_lines(looked) if as_json else (printable(line) for line in _lines(looked))
        write_at_once(self.stdout, "\n".join(lines) + "\n")
        if not _is_in_order(looked):
            sys.exit(1)


def _is_in_order(looked: Examined) -> bool:
    return looked.found is not None and not looked.refusal and is_whole(looked.found)


def _json_lines(looked: Examined) -> Iterator[str]:
    found = looked.found
    for one in layer_states(found) if found else ():
        yield json.dumps({"event": "layer", **asdict(one)})
    yield json.dumps(
        {
            "event": "sandbox",
            "is_in_order": _is_in_order(looked),
            "socket": looked.socket or None,
            "service_answers": bool(looked.socket and not looked.refusal),
            "refusal": looked.refusal or None,
            "reduced_isolation_allowed": settings.SANDBOX_REDUCED_ISOLATION,
            "examination": asdict(found) if found else None,
            "limits": asdict(settings.RUN_LIMITS),
        }
    )


def _lines(looked: Examined) -> Iterator[str]:
    yield _verdict(looked)
    if looked.refusal:
        yield looked.refusal
    if looked.found:
        yield from ("", "Layers, each tried again just now")
        for one in layer_states(looked.found):
            yield f"  {one.layer:<22}{one.state:<10}{one.advice}".rstrip()
        yield from (f"  {name} did not hold" for name in looked.found.failing)
        yield from ("", "Where strategies run" if not looked.refusal else "This machine")
        yield from _about_system(looked.found)
    yield from ("", "Service", *_about_service(looked))
    yield from ("", "Limits of a run", *_about_limits())


def _verdict(looked: Examined) -> str:
    if _is_in_order(looked):
        return "All layers are in force: strangers' strategies may run."
    if looked.refusal:
        return "No strategy runs here."
    if settings.SANDBOX_REDUCED_ISOLATION:
        return "Isolation is reduced, as SANDBOX_REDUCED_ISOLATION allows: run only code you would run yourself."
    return "Isolation is not whole, so every backtest is refused. What is missing is named below."


def _about_system(found: Examination) -> Iterator[str]:
    yield f"  System     {found.kernel}, {found.architecture}, Python {found.python}"
    landlock = f"version {found.landlock_version}" if found.landlock_version else "none"
    yield f"  Offers     Landlock: {landlock}; seccomp: {'yes' if found.has_seccomp else 'no'}"
    own = (
        "each child has a user id of its own while it lives" if found.is_root else "no user id of its own for a child"
    )
    yield f"  User       {'root' if found.is_root else 'an ordinary user'}, user id {found.uid}: {own}"
    size = "" if found.zygote_bytes is None else f", {found.zygote_bytes / 1e6:.0f} MB of memory"
    yield f"  Zygote     process {found.zygote_pid}{size}"
    cost = "could not be measured" if found.lockdown_ms is None else f"{found.lockdown_ms:.2f} ms, median of 50"
    yield f"  Fork to a locked-down child: {cost}"


def _about_service(looked: Examined) -> Iterator[str]:
    if not looked.socket:
        yield "  No socket is set (SANDBOX_SOCKET): a process that needs a sandbox starts one, as this command did."
        return
    yield f"  Socket     {looked.socket}: {'does not serve' if looked.refusal else 'answers'}"


def _about_limits() -> Iterator[str]:
    limits = settings.RUN_LIMITS
    yield f"  Time       {limits.wall_seconds:g} s by the clock, {limits.cpu_seconds} s of the processor"
    yield f"  Memory     {limits.memory_bytes >> 20:,} MB, beyond the empty process"
    yield f"  Output     {limits.output_bytes >> 20:,} MB, {limits.orders:,} orders"
    yield f"  Log        {limits.log_lines:,} lines of {limits.log_line_chars:,} characters"
