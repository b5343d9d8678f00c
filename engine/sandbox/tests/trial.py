"""One hostile program on the scene: what verdict it got, what it gave away, what the witnesses saw."""

import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from engine.backtest import Ending, run_backtest
from engine.events import OrderLog
from engine.lookahead.check import Thoroughness, check_look_ahead
from engine.sandbox.parent import INSPECTION_LIMITS, InspectionFailed, Sandbox
from engine.sandbox.protocol import FrameReader
from engine.sandbox.tests.programs import Program
from engine.sandbox.tests.sandboxes import children_of, honest_spec, in_next, prices, spec_of, until
from engine.sandbox.tests.scene import Scene, Sighting
from engine.spec import Limits, Spec
from engine.verdict import Verdict
from strategies.checking import answer
from strategies.checking.intake import check_text

# Of a program that is to end by itself, with time enough on a busy machine.
WALL_SECONDS: Final = 20.0
GRACE_SECONDS: Final = 1.0
_LIMITS: Final = {
    "cpu_seconds": 10,
    "memory_bytes": 128 << 20,
    "output_bytes": 2 << 20,
    "orders": 1_000,
    "log_lines": 100,
    "log_line_chars": 200,
}
_CONTROL_CHARACTERS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# The parts of a report are parsed and audited in this process, within what a report may weigh.
_GROWTH_BYTES: Final = 64 << 20


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How a program fared."""

    ending: Ending
    sightings: list[Sighting]
    after: OrderLog | None


class Stage:
    """A sandbox, a scene round it, and a job of somebody else in it that must not notice anything."""

    def __init__(self, scene: Scene, sandbox: Sandbox) -> None:
        self.scene, self.sandbox = scene, sandbox
        self._stop = threading.Event()

    def __enter__(self) -> Self:
        self.zygote_pid = self.sandbox.zygote_pid
        self.honest = self._honest_log()
        assert self.honest is not None
        assert self.honest.fills
        source = in_next("import time\nwhile True: time.sleep(0.05)", before=f"KEY = {self.scene.secrets['job']!r}")
        job = spec_of(source, wall_seconds=3_000.0)
        self._job = threading.Thread(
            target=self.sandbox.run, args=(job, [prices()]), kwargs={"should_stop": self._stop.is_set}
        )
        assert until(lambda: not children_of(self.zygote_pid))
        self._job.start()
        assert until(lambda: children_of(self.zygote_pid))
        (self.job_pid,) = children_of(self.zygote_pid)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._job.join()

    def try_out(self, program: Program) -> Trial:
        """Run a program, then an honest one, and tell what the witnesses saw meanwhile."""
        people = {"@OWNER@": os.getpid(), "@ZYGOTE@": self.zygote_pid, "@JOB@": self.job_pid}
        source = program.filled_in(self.scene.values(**{name: str(pid) for name, pid in people.items()}))
        spec = Spec(source=source, symbols=("ABC",), limits=limits_for(program))
        self.scene.forget_processes()
        forget_peak(os.getpid())
        resting = memory(os.getpid()) + memory(self.zygote_pid)
        with recorded() as sent:
            began_at = time.monotonic()
            ending = run_backtest(sandbox=self.sandbox, spec=spec, feeds=[prices()])
            seconds = time.monotonic() - began_at
        grown = peak_memory(os.getpid()) + memory(self.zygote_pid) - resting
        until(lambda: not self.scene.strangers())
        sightings = self.scene.sightings(bytes(sent) + repr(ending.failure).encode("utf-8", "backslashreplace"))
        sightings += self._of_the_run(spec, ending, seconds=seconds, grown=grown)
        if program.witness == "look-ahead" and not program.no_control and not self._is_told_ahead(spec, ending):
            sightings.append(Sighting("look-ahead", "nobody tells that it knew the future"))
        return Trial(ending=ending, sightings=sightings, after=self._honest_log())

    def is_rejected(self, program: Program) -> bool:
        """Return whether the check of the code says no, or breaks on it, as `strategies.inspecting` sees it."""
        if any(check_text(program.text)):
            return True
        self.scene.forget_processes()
        began_at = time.monotonic()
        try:
            is_rejected = bool(answer.read(self.sandbox.inspect(program.text)).errors)
        except InspectionFailed as failed:
            is_rejected = failed.verdict is not Verdict.OUR_FAULT
        except answer.UnfitAnswer:
            is_rejected = True
        assert time.monotonic() - began_at <= INSPECTION_LIMITS.wall_seconds + GRACE_SECONDS
        assert until(lambda: not self.scene.strangers()), "an inspection left a process"
        return is_rejected

    def _of_the_run(self, spec: Spec, ending: Ending, *, seconds: float, grown: int) -> Iterator[Sighting]:
        if not until(lambda: children_of(self.zygote_pid) == [self.job_pid]) or self._is_replaced():
            yield Sighting("neighbour", "the zygote or its other job is gone")
        if seconds > spec.limits.wall_seconds + GRACE_SECONDS:
            yield Sighting("time", f"the verdict took {seconds:.1f} s")
        if grown > _GROWTH_BYTES:
            yield Sighting("memory", f"the worker and the zygote grew by {grown >> 20} MB")
        yield from (Sighting("page", repr(text)) for text in texts_of(ending) if _CONTROL_CHARACTERS.search(text))
        if ending.order_log is not None and ending.verdict is Verdict.OK and not self._is_honest(ending.order_log):
            yield Sighting("result", "its orders, sent honestly, are filled otherwise")

    def _is_replaced(self) -> bool:
        return self.sandbox.zygote_pid != self.zygote_pid

    def _is_told_ahead(self, spec: Spec, ending: Ending) -> bool:
        # A program that never ends when it is cut takes all the time there is, at every cut.
        spec = replace(spec, limits=replace(spec.limits, wall_seconds=2.0))
        told = check_look_ahead(
            sandbox=self.sandbox, spec=spec, feeds=[prices()], ending=ending, thoroughness=Thoroughness()
        )
        found = told.report.look_ahead if told.report else None
        return found is not None and (found.is_unchecked or found.finding not in ("clean", "skipped"))

    def _is_honest(self, log: OrderLog) -> bool:
        """Return whether the same orders, sent by a strategy that does nothing else, come to the same fills."""
        again = self.sandbox.run(spec_of(replay_of(log)), [prices()]).order_log
        return again is not None and (again.fills, again.ended) == (log.fills, log.ended)

    def _honest_log(self) -> OrderLog | None:
        return self.sandbox.run(honest_spec(), [prices()]).order_log


def limits_for(program: Program) -> Limits:
    """Return little time for a program that will use it up, and enough for all others."""
    return Limits(**_LIMITS, wall_seconds=1.5 if program.verdicts == (Verdict.TIME,) else WALL_SECONDS)


@contextmanager
def recorded() -> Iterator[bytearray]:
    """Keep every byte that the worker reads from children, before anything is made of it."""
    sent, feed = bytearray(), FrameReader.feed

    def record(reader: FrameReader, received: bytes) -> object:
        sent.extend(received)
        return feed(reader, received)

    FrameReader.feed = record
    try:
        yield sent
    finally:
        FrameReader.feed = feed


def texts_of(ending: Ending) -> list[str]:
    """Return all that a page would show in the program's own words."""
    failure, log, texts = ending.failure, ending.order_log, []
    if failure is not None:
        texts += [
            failure.message,
            failure.hint,
            failure.exception,
            failure.code,
            *(name for _, name in failure.frames),
        ]
    if log is not None:
        texts += [log.strategy_class, log.path_reason, log.sizes.sizer, *log.strategies, *map(str, log.params)]
        texts += [*map(str, log.params.values()), *(series.name for series in log.series)]
        texts += [line.text for line in log.log]
    return texts


def replay_of(log: OrderLog) -> str:
    """Return a strategy that sends the market orders of this log, and nothing else."""
    assert all(order.type == "market" for order in log.placed), "only market orders can be sent again"
    orders = [(order.bar, order.side, order.size) for order in log.placed]
    body = "for bar, side, size in ORDERS:\n    if bar == len(self) - 1:\n        getattr(self, side)(size=size)"
    return in_next(body, before=f"ORDERS = {orders!r}")


def memory(pid: int) -> int:
    """Return the resident memory of a process, in bytes."""
    return _status(pid, "VmRSS")


def forget_peak(pid: int) -> None:
    """Let the most memory a process has held be what it holds now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak_memory(pid: int) -> int:
    """Return the most memory a process has held since its peak was forgotten, in bytes."""
    return _status(pid, "VmHWM")


def _status(pid: int, field: str) -> int:
    return int(Path(f"/proc/{pid}/status").read_text().partition(f"{field}:")[2].split()[0]) << 10
