"""Taking turns: every system runs once a round, so that a busy neighbour slows all of them alike."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass


class RunFailed(RuntimeError):
    """A system could not do a job; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One timed run and what it came to."""

    cpu_s: float
    wall_s: float = 0.0
    equity: float = 0.0
    trades: int | None = None
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """All rounds of one system."""

    samples: tuple[Sample, ...]

    @property
    def best_s(self) -> float:
        """Return the least CPU seconds: what the work costs when nobody interferes."""
        return min(sample.cpu_s for sample in self.samples)

    @property
    def median_s(self) -> float:
        """Return the median of the CPU seconds."""
        return statistics.median(sample.cpu_s for sample in self.samples)


def interleaved(
    runs: Mapping[str, Callable[[], Sample]], *, rounds: int, on_failure: Callable[[str, str], None]
) -> dict[str, Timing]:
    """
    Run every system once, then every one again, and return their timings; one that fails is told of and left out.

    >>> order = []
    >>> runs = {name: lambda name=name: order.append(name) or Sample(cpu_s=1.0) for name in "AB"}
    >>> _ = interleaved(runs, rounds=2, on_failure=print)
    >>> order
    ['A', 'B', 'A', 'B']
    """
    samples: dict[str, list[Sample]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name in tuple(samples):
            try:
                samples[name].append(runs[name]())
            except RunFailed as failure:
                del samples[name]
                on_failure(name, str(failure))
    return {name: Timing(samples=tuple(found)) for name, found in samples.items()}
