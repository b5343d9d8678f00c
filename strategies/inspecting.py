"""The one way from the site to what is in a piece of code: a child of the sandbox looks, and the answer is kept."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from types import MappingProxyType
from typing import Final

import structlog

from engine.verdict import Verdict
from statis.sandboxes import InspectionFailed, SandboxUnavailable, sandbox
from strategies.checking import answer
from strategies.checking.findings import Finding, Inspection
from strategies.checking.intake import check_text
from strategies.models import sha256_of

logger = structlog.get_logger(__name__)

# A page asks about one text several times, and people look at few texts at once.
MAX_KEPT: Final = 200
# A busy machine may be why a text took too long, so such an answer is not for ever.
FAILURE_SECONDS: Final = 60.0
# A page rather says that the code was not checked than makes people wait for a service that is down.
PAGE_WAIT_SECONDS: Final = 2.0
PAUSE_SECONDS: Final = 10.0

SHORTEN: Final = "Shorten it: split long expressions, lists and nested blocks. The text itself is safe."
FAILURES: Final[Mapping[Verdict, Finding]] = MappingProxyType(
    {
        Verdict.TIME: Finding(message="This code takes too long to be read: more than 5 seconds.", hint=SHORTEN),
        Verdict.MEMORY: Finding(message="This code takes too much memory to be read: more than 256 MB.", hint=SHORTEN),
    }
)
CRASHED: Final = Finding(message="Python itself fails when it reads this code.", hint=SHORTEN)
NOT_CHECKED: Final = (
    "The code was not checked, because the sandbox is not available now. "
    "It can be saved, and is checked before it runs."
)


class _Memory:
    """The latest answers, so many at most, and since when the sandbox does not answer."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str | None], tuple[float, Inspection]] = OrderedDict()
        self._lock = Lock()
        self.unavailable_until = 0.0

    def get(self, key: tuple[str, str | None]) -> Inspection | None:
        with self._lock:
            good_until, found = self._kept.get(key, (0.0, None))
            if time.monotonic() >= good_until:
                return None
            self._kept.move_to_end(key)
            return found

    def put(self, key: tuple[str, str | None], found: Inspection, *, seconds: float) -> None:
        with self._lock:
            self._kept[key] = (time.monotonic() + seconds, found)
            self._kept.move_to_end(key)
            while len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.unavailable_until = 0.0


memory: Final = _Memory()


def inspection_of(source: str, strategy_class: str | None = None, *, wait_seconds: float | None = None) -> Inspection:
    """
    Return what can be said of a text without running it; one that breaks its inspection has a finding that says so.

    :raises SandboxUnavailable: if there is no sandbox to look in, after so many seconds where there may be one soon.
    """
    if unfit := tuple(check_text(source)):
        return Inspection(findings=unfit, was_read=False)
    key = (sha256_of(source), strategy_class)
    if known := memory.get(key):
        return known
    try:
        found = answer.read(sandbox().inspect(source, strategy_class, wait_seconds=wait_seconds))
    except (InspectionFailed, answer.UnfitAnswer) as problem:
        return _failed(key, problem)
    memory.put(key, found, seconds=float("inf"))
    return found


def _failed(key: tuple[str, str | None], problem: InspectionFailed | answer.UnfitAnswer) -> Inspection:
    """
    Return what is said of a text whose inspection ended badly.

    :raises SandboxUnavailable: if that was our fault.
    """
    verdict = problem.verdict if isinstance(problem, InspectionFailed) else Verdict.CRASHED
    logger.warning("inspection_failed", source_sha256=key[0], verdict=verdict, problem=str(problem))
    if verdict is Verdict.OUR_FAULT:
        raise SandboxUnavailable("The sandbox ended while it looked at the code. Try again.")
    found = Inspection(findings=(FAILURES.get(verdict, CRASHED),), was_read=False)
    memory.put(key, found, seconds=FAILURE_SECONDS)
    return found


def inspection_for_page(source: str) -> Inspection | None:
    """Return what can be said of a text, or None where that cannot be had soon: the page then says NOT_CHECKED."""
    wait = PAGE_WAIT_SECONDS if time.monotonic() >= memory.unavailable_until else 0.0
    try:
        return inspection_of(source, wait_seconds=wait)
    except SandboxUnavailable as problem:
        logger.error("sandbox_unavailable", problem=str(problem))
        memory.unavailable_until = time.monotonic() + PAUSE_SECONDS
        return None
