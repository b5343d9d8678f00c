"""
Run benign jobs in a row and measure what they leave behind: `python -m engine.sandbox.tests.endurance 1000`.

The first round through all programs fills caches; memory is measured from there on.
"""

import itertools
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.sandbox.parent import Sandbox
from engine.sandbox.tests.benign_programs import PROGRAMS
from engine.sandbox.tests.sandboxes import children_of, is_asleep, until
from engine.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """What a process holds at one moment."""

    resident_kb: int
    descriptors: int

    @classmethod
    def of(cls, pid: int) -> "Footprint":
        """Measure a process."""
        status = Path(f"/proc/{pid}/status").read_text()
        resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
        return cls(resident_kb=int(resident), descriptors=len(list(Path(f"/proc/{pid}/fd").iterdir())))


@dataclass(kw_only=True)
class Course:
    """What was measured on the way: after each job of the second and later rounds."""

    jobs: int
    zygote_pid: int
    failures: list[str] = field(default_factory=list)
    client: list[Footprint] = field(default_factory=list)
    zygote: list[Footprint] = field(default_factory=list)
    seconds: float = 0.0
    is_same_zygote: bool = True
    has_children: bool = False

    def measure(self) -> None:
        """Add what both processes hold now that the zygote rests: it closes a connection after its last words."""
        until(lambda: is_asleep(self.zygote_pid))
        self.client.append(Footprint.of(os.getpid()))
        self.zygote.append(Footprint.of(self.zygote_pid))

    def told(self) -> str:
        """Return the figures in words."""
        sides = (("client", self.client), ("zygote", self.zygote))
        return "\n".join(
            [f"{self.jobs:,} jobs in {self.seconds:.0f} s, {len(self.failures)} failed: {self.failures[:5]}"]
            + [f"{name}: {self._side(course)}" for name, course in sides]
            + [f"same zygote {self.is_same_zygote}, child left {self.has_children}"]
        )

    def _side(self, course: list[Footprint]) -> str:
        first, last = course[0], course[-1]
        return (
            f"{first.resident_kb:,} to {last.resident_kb:,} kB, {slope_kb(course):+,.2f} kB a job, "
            f"{first.descriptors} to {last.descriptors} descriptors"
        )


def slope_kb(course: list[Footprint]) -> float:
    """Return by how much memory grows from one job to the next, by least squares."""
    held = [one.resident_kb for one in course]
    return float(np.polyfit(np.arange(len(held)), held, 1)[0])


def endure(sandbox: Sandbox, *, jobs: int) -> Course:
    """Run so many jobs, at least one more than there are programs, and measure."""
    began_at = time.monotonic()
    course = Course(jobs=max(jobs, len(PROGRAMS) + 2), zygote_pid=sandbox.zygote_pid)
    for number, program in enumerate(itertools.islice(itertools.cycle(PROGRAMS), course.jobs)):
        outcome = sandbox.run(program.spec, program.feeds)
        if outcome.verdict is not Verdict.OK:
            course.failures.append(f"{program.path.stem}: {outcome.failure}")
        if number >= len(PROGRAMS):
            course.measure()
    course.seconds = time.monotonic() - began_at
    course.is_same_zygote = sandbox.zygote_pid == course.zygote_pid
    course.has_children = not until(lambda: children_of(course.zygote_pid) == [])
    return course


def main() -> None:
    """Run as many jobs as the first argument says and print the figures."""
    with Sandbox() as sandbox:
        course = endure(sandbox, jobs=int(sys.argv[1]))
    sys.stdout.write(course.told() + "\n")


if __name__ == "__main__":
    main()
