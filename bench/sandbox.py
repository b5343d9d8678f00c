"""
Time whole jobs in the sandbox: from handing one over to having its validated order log.

Run from the repository's root: python -m bench.sandbox
"""

import sys
import time
from collections.abc import Callable
from statistics import median, quantiles

from bench.engine import SOURCE, synthetic_bars
from engine.sandbox.parent import Sandbox
from engine.spec import Spec

NOTHING = "import backtrader as bt\n\n\nclass Nothing(bt.Strategy):\n    pass\n"
FAILING = "1 / 0\n"
ROUNDS = 30
JOBS = {
    "code that fails at once, 2 bars": (FAILING, 2),
    "empty strategy, 2 bars": (NOTHING, 2),
    "crossover, 250 bars": (SOURCE, 250),
    "crossover, 2,500 bars": (SOURCE, 2_500),
}


def milliseconds(job: Callable[[], object]) -> list[float]:
    """Return how long each of some rounds took."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        job()
        times.append((time.perf_counter() - started) * 1000)
    return times


def main() -> None:
    """Print p50 and p95 of every job."""
    started = time.perf_counter()
    with Sandbox() as sandbox:
        layers = ", ".join(sandbox.layers)
        say(f"start, once: {(time.perf_counter() - started) * 1000:,.0f} ms ({layers})")
        for name, (source, count) in JOBS.items():
            bars = [synthetic_bars(count)]
            spec = Spec(source=source, symbols=("WALK",))
            sandbox.run(spec, bars)
            times = milliseconds(lambda spec=spec, bars=bars: sandbox.run(spec, bars))  # type: ignore[misc]
            say(f"{name:32}  p50 {median(times):6.1f} ms   p95 {quantiles(times, n=20)[-1]:6.1f} ms")


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
