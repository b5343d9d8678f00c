"""Every indicator of the catalogue over a walk, in this process: `--without-talib` takes the named ones by NumPy."""

import gc
import importlib
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final

from bench.work import Job, columns_of, walk

# Bars and how often the catalogue is computed over them.
ROUNDS: Final = {2_500: 9, 250_000: 3}
WITHOUT: Final = "--without-talib"
# The most milliseconds the whole catalogue may take.
TARGETS: Final = {("all indicators", 2_500): 150.0, ("all indicators", 250_000): 6_000.0}


@dataclass(frozen=True, kw_only=True)
class Taken:
    """CPU milliseconds of many indicators, one after the other; without a target they are only told."""

    what: str
    indicators: int
    bars: int
    least_ms: float
    median_ms: float
    rounds: int
    target_ms: float | None
    is_met: bool | None


def taken(*, what: str, indicators: int, bars: int, times: Sequence[float]) -> Taken:
    """Return what rounds of so many milliseconds come to; the median stands beside the target."""
    target, middle = TARGETS.get((what, bars)), median(times)
    return Taken(
        what=what,
        indicators=indicators,
        bars=bars,
        least_ms=round(min(times), 1),
        median_ms=round(middle, 1),
        rounds=len(times),
        target_ms=target,
        is_met=None if target is None else middle < target,
    )


def round_ms(registry: Any, entries: Sequence[Any], columns: Any) -> float:
    """Return the CPU milliseconds of every indicator once, as pages and commands ask for it."""
    gc.collect()
    began_at = time.process_time()
    for entry in entries:
        registry.evaluate(entry, columns)
    return (time.process_time() - began_at) * 1_000


def measured(*, is_without: bool) -> list[Taken]:
    """Return the figures of both lengths."""
    registry = importlib.import_module("indicators.library.registry")
    assert registry.without_talib is is_without
    entries = [entry for entry in registry.ENTRIES.values() if entry.named or not is_without]
    what = "named indicators, without TA-Lib" if is_without else "all indicators"
    found = []
    for bars, rounds in ROUNDS.items():
        columns = columns_of(walk(Job(kind="cross", bars=bars)))
        # The first one measures warm-ups, once for a process.
        round_ms(registry, entries, columns)
        times = [round_ms(registry, entries, columns) for _ in range(rounds)]
        found.append(taken(what=what, indicators=len(entries), bars=bars, times=times))
    return found


def main() -> None:
    """Measure and print the figures as a line of JSON."""
    is_without = WITHOUT in sys.argv[1:]
    if is_without:
        sys.modules["talib"] = None  # type: ignore[assignment]
    print(json.dumps([asdict(one) for one in measured(is_without=is_without)]))


if __name__ == "__main__":
    main()
