"""Measure the engine beside its peers and write bench/results.json and the tables of docs/performance.md."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import Final

from bench import growth, indicators, jobs, prices
from bench.page import with_section
from bench.peers import PLACE, ROOT, SYSTEMS, System, Worker, install, version_of
from bench.rows import OURS, US, US_BASIC, Row, line, odd_ones, rows
from bench.timing import RunFailed, Sample, Timing, interleaved
from bench.work import Job

STOCK: Final = (US, US_BASIC, "backtrader")


@dataclass(frozen=True, kw_only=True)
class Work:
    """A job under the name it has in the table, and how often it is done; no names of systems: all."""

    name: str
    job: Job
    rounds: int
    systems: tuple[str, ...] = ()


QUICK: Final = (
    Work(name="2,500 daily bars", job=Job(kind="cross", bars=2_500), rounds=11),
    Work(name="4 symbols x 2,500 daily bars", job=Job(kind="basket", bars=2_500, symbols=4), rounds=5, systems=STOCK),
)
LONG: Final = (
    Work(name="20,000 daily bars", job=Job(kind="cross", bars=20_000), rounds=4),
    Work(name="250,000 minute bars", job=Job(kind="cross", bars=250_000), rounds=2),
)


class Bench:
    """The systems that are there, each behind the one process that runs it."""

    def __init__(self, stack: ExitStack, *, only_ours: bool) -> None:
        self._workers: dict[tuple[str, str], Worker] = {}
        self._systems: dict[str, System] = {}
        self.skipped: dict[str, str] = {}
        for system in SYSTEMS:
            if not only_ours or system.name in OURS:
                self._add(system, stack)

    def _add(self, system: System, stack: ExitStack) -> None:
        key = system.module, system.environment
        trouble = install(system.environment) if system.environment and key not in self._workers else ""
        if trouble:
            return self.skip(system.name, f"it could not be installed: {trouble}")
        if key not in self._workers:
            worker = Worker(module=system.module, environment=system.environment)
            self._workers[key] = stack.enter_context(worker)
        self._systems[system.name] = system
        return None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the systems that are there, ours first."""
        return tuple(self._systems)

    def skip(self, name: str, why: str) -> None:
        """Name a system whose rows will be missing."""
        if name in OURS:
            raise SystemExit(f"Our own run failed: {why}")
        self._systems.pop(name, None)
        self.skipped[name] = why
        print(f"Without {name}: {why}", flush=True)

    def run(self, name: str, job: Job) -> Sample:
        """Have one system do a job once."""
        system = self._systems[name]
        return self._workers[system.module, system.environment].run(system.variant, job)

    def measure(self, work: Work) -> list[Row]:
        """Check that all come to the same, then time them in turns and return the rows."""
        wanted = [name for name in self.names if not work.systems or name in work.systems]
        runs: dict[str, Callable[[], Sample]] = {name: partial(self.run, name, work.job) for name in wanted}
        print(f"\n{work.name} ({work.rounds} rounds; peer / statis, least CPU seconds)", flush=True)
        # Long runs cost minutes: of those, the first timed round is the check.
        if work.job.bars <= LONG[0].job.bars:
            first = interleaved(runs, rounds=1, on_failure=self.skip)
            self._check(first)
            runs = {name: runs[name] for name in first}
        timings = interleaved(runs, rounds=work.rounds, on_failure=self.skip)
        self._check(timings)
        found = rows(work=work.name, timings=timings)
        self._tell(timings, found)
        return found

    def _check(self, timings: Mapping[str, Timing]) -> None:
        incomparable = [name for name, system in self._systems.items() if not system.is_comparable]
        equities = {name: timing.samples[0].equity for name, timing in timings.items()}
        if odd := odd_ones(equities, incomparable=incomparable):
            told = ", ".join(f"{name} {equities[name]:,.4f}" for name in (US, *odd))
            raise SystemExit(f"The final equities differ, so no time is worth comparing: {told}")

    def _tell(self, timings: Mapping[str, Timing], found: list[Row]) -> None:
        ours = timings[US].samples[0]
        print(f"  final equity {ours.equity:,.6f}, {ours.trades} closed trades, our path: {ours.path}")
        for one in found:
            print(line(one))
        sys.stdout.flush()


def machine() -> dict[str, object]:
    """Return what the figures depend on, without naming the machine."""
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_average": [round(load, 1) for load in os.getloadavg()],
    }


def versions() -> dict[str, str]:
    """Return the versions of what ours runs on and of the peers."""
    ours = {name: version(name) for name in ("backtrader", "numpy", "pandas", "TA-Lib")}
    environments = {system.environment for system in SYSTEMS} - {""} | set(indicators.PEERS)
    peers = {environment: version_of(environment) for environment in environments}
    return dict(sorted((ours | peers).items()))


def measured(*, is_quick: bool, only_ours: bool) -> dict[str, object]:
    """Print and return every figure."""
    began_at = datetime.now(UTC)
    before = machine()
    with ExitStack() as stack:
        bench = Bench(stack, only_ours=only_ours)
        warm_up(bench)
        found = [row for work in (QUICK if is_quick else QUICK + LONG) for row in bench.measure(work)]
        grown = growth.measured(partial(bench.run, US), is_quick=is_quick)
        skipped = bench.skipped
    return {
        "measured_at": began_at.isoformat(timespec="seconds"),
        "minutes": round((datetime.now(UTC) - began_at).total_seconds() / 60, 1),
        "ours": "lean run, ledger audit and the metrics of the profile a row names, in one process",
        "machine": before,
        "versions": versions(),
        "skipped": skipped,
        "rows": [asdict(row) for row in found],
        **jobs.measured(is_quick=is_quick),
        "prices": prices.measured(),
        "indicators": indicators.measured(is_quick=is_quick, only_ours=only_ours),
        "growth": grown,
    }


def warm_up(bench: Bench) -> None:
    """Let every system import and compile what it will, before anything is timed."""
    print("Warming up (what compiles on first use may take half a minute) ...", flush=True)
    job = Job(kind="cross", bars=250)
    for name in bench.names:
        try:
            bench.run(name, job)
        except RunFailed as failure:
            bench.skip(name, str(failure))


def main() -> None:
    """Measure, print, and write what was measured; a target missed is told and is no failure."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="2,500 bars only; writes var/bench/quick.json instead")
    parser.add_argument("--ours", action="store_true", help="without the peers; writes var/bench/quick.json instead")
    chosen = parser.parse_args()
    figures = measured(is_quick=chosen.quick, only_ours=chosen.ours)
    is_whole = not (chosen.quick or chosen.ours)
    place = ROOT / "bench" / "results.json" if is_whole else PLACE / "quick.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if is_whole:
        page = ROOT / "docs" / "performance.md"
        page.write_text(with_section(page.read_text(encoding="utf-8"), figures), encoding="utf-8")
    print(f"\nWritten to {place.relative_to(ROOT)}; it took {figures['minutes']} minutes.")


if __name__ == "__main__":
    main()
