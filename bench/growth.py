"""How our cost grows with the bars and with the orders: it must be in proportion."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from bench.timing import RunFailed, Sample
from bench.work import Job, Kind

BARS: Final = (1_000, 10_000, 100_000, 1_000_000)
ORDERS: Final = (1_000, 10_000, 100_000)
LONG: Final = 100_000


@dataclass(frozen=True, kw_only=True)
class Rate:
    """CPU seconds for a count of bars or orders."""

    of: str
    count: int
    cpu_s: float
    per_second: int


def rate(*, of: str, count: int, samples: Sequence[Sample]) -> Rate:
    """
    Return the rate of the best sample.

    >>> rate(of="bars", count=1_000, samples=[Sample(cpu_s=0.02), Sample(cpu_s=0.01)])
    Rate(of='bars', count=1000, cpu_s=0.01, per_second=100000)
    """
    best = min(sample.cpu_s for sample in samples)
    return Rate(of=of, count=count, cpu_s=round(best, 5), per_second=round(count / best))


def measured(run: Callable[[Job], Sample], *, is_quick: bool) -> list[dict[str, object]]:
    """Print and return bars a second of the cross, and orders a second of a strategy that orders every bar."""
    found = []
    plans: tuple[tuple[str, Kind, tuple[int, ...]], ...] = (("bars", "cross", BARS), ("orders", "orders", ORDERS))
    for of, kind, counts in plans:
        print(f"\nGrowth with the number of {of}")
        for count in counts[:2] if is_quick else counts:
            # An order is sent on every bar and filled on the next.
            job = Job(kind=kind, bars=count + (kind == "orders"))
            try:
                samples = [run(job) for _ in range(1 if count >= LONG else 3)]
            except RunFailed as failure:
                print(f"  {count:>9,} {of}: {failure}", flush=True)
                break
            found.append(rate(of=of, count=count, samples=samples))
            print(f"  {count:>9,} {of:<7}{found[-1].cpu_s:9.3f} s  {found[-1].per_second:>9,} {of}/s", flush=True)
    return [asdict(one) for one in found]
