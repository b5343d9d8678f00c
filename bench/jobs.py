"""Whole jobs through the real sandbox: how long one takes, and how much memory its child needs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bench.rows import verdict
from bench.systems.statis import feeds_of, spec_of
from bench.work import Job
from engine.ledger.audit import audit
from engine.metrics.annualising import Annualisation
from engine.metrics.compute import compute
from engine.sandbox.parent import Sandbox, SandboxUnavailable
from engine.verdict import Verdict

# Bars: the most milliseconds the median may take.
LATENCY_TARGETS: Final = {250: 25.0, 2_500: 60.0}
LOCK_TARGET_MS: Final = 5.0
MEMORY_BARS, MEMORY_TARGET_MB = 250_000, 150.0
ROUNDS: Final = 30
_KIB_PER_MB: Final = 1_000_000 / 1024


@dataclass(frozen=True, kw_only=True)
class Latency:
    """Wall milliseconds from handing a job over to having its metrics."""

    bars: int
    least_ms: float
    median_ms: float
    target_ms: float
    is_met: bool


@dataclass(frozen=True, kw_only=True)
class Lock:
    """Wall milliseconds from the fork to a child behind all its walls."""

    least_ms: float
    median_ms: float
    target_ms: float
    is_met: bool


@dataclass(frozen=True, kw_only=True)
class Memory:
    """The most memory a child held, over what the clean process it was forked from held."""

    bars: int
    zygote_mb: float
    child_peak_mb: float
    over_zygote_mb: float
    target_mb: float
    is_met: bool


def once(sandbox: Sandbox, job: Job) -> float:
    """Run a job from hand-over to metrics and return the wall milliseconds it took."""
    spec, feeds = spec_of(job), feeds_of(job)
    began_at = time.perf_counter()
    outcome = sandbox.run(spec, feeds)
    if outcome.verdict is not Verdict.OK or outcome.order_log is None:
        raise SystemExit(f"A job of {job.bars:,} bars ended as {outcome.verdict}: {outcome.failure}")
    compute(audit(spec, feeds, outcome.order_log), periods_per_year=Annualisation.of(feeds).periods_per_year)
    return (time.perf_counter() - began_at) * 1000


def latencies(sandbox: Sandbox) -> list[Latency]:
    """Return how long jobs take, the lengths taken in turn."""
    jobs = {bars: Job(kind="cross", bars=bars) for bars in LATENCY_TARGETS}
    times: dict[int, list[float]] = {bars: [] for bars in jobs}
    for round_number in range(ROUNDS + 1):
        for bars, job in jobs.items():
            taken = once(sandbox, job)
            # The first job starts the clean process.
            times[bars] += [taken] if round_number else []
    return [
        Latency(
            bars=bars,
            least_ms=round(min(taken), 1),
            median_ms=round(median(taken), 1),
            target_ms=LATENCY_TARGETS[bars],
            is_met=median(taken) < LATENCY_TARGETS[bars],
        )
        for bars, taken in times.items()
    ]


def locks(sandbox: Sandbox) -> Lock:
    """Return how long children take to lock themselves in."""
    job = Job(kind="cross", bars=250)
    spec, feeds = spec_of(job), feeds_of(job)
    times = [sandbox.run(spec, feeds).locked_ms or float("inf") for _ in range(ROUNDS)]
    taken = median(times)
    return Lock(
        least_ms=round(min(times), 1),
        median_ms=round(taken, 1),
        target_ms=LOCK_TARGET_MS,
        is_met=taken < LOCK_TARGET_MS,
    )


def kibibytes(status: str, name: str) -> int:
    """
    Return a size from the text of /proc/PID/status, 0 when it is not there.

    >>> kibibytes("Name: child\\nVmHWM:   12345 kB\\nVmRSS: 12000 kB", "VmHWM")
    12345
    """
    found = [line.split()[1] for line in status.splitlines() if line.startswith(f"{name}:")]
    return int(found[0]) if found else 0


def status_of(pid: int) -> str:
    """Return what the system says of a process, nothing once it is gone."""
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return ""


def children_of(pid: int) -> list[int]:
    """Return the children of a process."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@contextmanager
def peak_of_children(pid: int) -> Iterator[list[int]]:
    """Watch a process's children and keep their highest memory, in KiB, as the list's only item."""
    peak, is_over = [0], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.002):
            for child in children_of(pid):
                peak[0] = max(peak[0], kibibytes(status_of(child), "VmHWM"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        is_over.set()
        watcher.join()


def memory(sandbox: Sandbox) -> Memory | None:
    """Return what a child of a long run needs, or None where the system does not tell."""
    pid = sandbox.zygote_pid
    zygote = kibibytes(status_of(pid), "VmRSS")
    if not zygote:
        return None
    with peak_of_children(pid) as peak:
        once(sandbox, Job(kind="cross", bars=MEMORY_BARS))
    over = (peak[0] - zygote) / _KIB_PER_MB
    return Memory(
        bars=MEMORY_BARS,
        zygote_mb=round(zygote / _KIB_PER_MB, 1),
        child_peak_mb=round(peak[0] / _KIB_PER_MB, 1),
        over_zygote_mb=round(over, 1),
        target_mb=MEMORY_TARGET_MB,
        is_met=over < MEMORY_TARGET_MB,
    )


def tell(found: list[Latency], lock: Lock, held: Memory | None) -> None:
    """Print the figures of whole jobs."""
    print("\nWhole jobs in the sandbox (fork, lock-down, run, audit, metrics), wall clock")
    for job in found:
        target = f"target {job.target_ms:.0f} ms {verdict(job.is_met)}"
        print(f"  {job.bars:>7,} bars  median {job.median_ms:6.1f} ms  least {job.least_ms:6.1f} ms  {target}")
    target = f"target {lock.target_ms:.0f} ms {verdict(lock.is_met)}"
    print(f"  fork to last lock  median {lock.median_ms:6.1f} ms  least {lock.least_ms:6.1f} ms  {target}")
    if held:
        target = f"target {held.target_mb:.0f} MB {verdict(held.is_met)}"
        over = f"{held.child_peak_mb:.0f} MB, {held.over_zygote_mb:.0f} MB over its zygote"
        print(f"  {held.bars:>7,} bars  child's peak {over}  {target}", flush=True)


def measured(*, is_quick: bool) -> dict[str, object]:
    """Print and return the figures of whole jobs; none where strategies cannot be isolated."""
    try:
        with Sandbox() as sandbox:
            found, lock, held = latencies(sandbox), locks(sandbox), None if is_quick else memory(sandbox)
    except SandboxUnavailable as refusal:
        print(f"\nWithout whole jobs: {refusal}")
        return {"jobs": [], "lock": None, "memory": None}
    tell(found, lock, held)
    jobs = [asdict(job) for job in found]
    return {"jobs": jobs, "lock": asdict(lock), "memory": asdict(held) if held else None}
