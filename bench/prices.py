"""Prices from Postgres to arrays: how long a read takes, adjusted and checked, and how small they are kept."""

import json
import os
import runpy
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any, Final

import numpy as np

from bench.peers import ROOT
from bench.rows import verdict
from bench.work import Job, walk

DAYS, MINUTES, SYMBOLS = 2_500, 250_000, 50
# What is read, and the most milliseconds it may take.
TARGETS: Final = {"2,500 daily bars": 5.0, "250,000 minute bars": 60.0, "50 symbols x 2,500 daily bars": 300.0}
SMALLER: Final = 3.0
ROUNDS: Final = 15
SECRET: Final = "a throw-away key for a throw-away database of the benchmark"


@dataclass(frozen=True, kw_only=True)
class Read:
    """Milliseconds from the question to arrays in the terms asked for: ours in CPU, with Postgres by the clock."""

    what: str
    cpu_ms: float
    least_ms: float
    median_ms: float
    target_ms: float
    is_met: bool


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many times the bytes kept go into a CSV file of the same bars."""

    what: str
    kept_bytes: int
    csv_bytes: int
    times: float
    target: float
    is_met: bool


def measured() -> dict[str, Any]:
    """Print and return the figures of reading prices; none without Postgres."""
    postgres = runpy.run_path(str(ROOT / "tools" / "postgres.py"))
    binaries = postgres["find_binaries"]()
    if binaries is None:
        print("\nWithout prices from Postgres: it is not installed.")
        return {"reads": [], "sizes": []}
    with postgres["cluster"](binaries) as url:
        env = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": SECRET, "DJANGO_SETTINGS_MODULE": "statis.settings"}
        done = subprocess.run(
            [sys.executable, "-m", "bench.prices"], cwd=ROOT, env=env, check=False, text=True, stdout=subprocess.PIPE
        )
    if done.returncode:
        raise SystemExit("Reading prices from Postgres failed.")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    tell(found)
    return found


def tell(found: dict[str, Any]) -> None:
    """Print the figures."""
    print("\nPrices from Postgres to checked, adjusted arrays, by the clock")
    for one in found["reads"]:
        taken = f"CPU {one['cpu_ms']:6.1f} ms  median {one['median_ms']:6.1f} ms  least {one['least_ms']:6.1f} ms"
        print(f"  {one['what']:<31}{taken}  target {one['target_ms']:.0f} ms {verdict(one['is_met'])}")
    for one in found["sizes"]:
        taken = f"{one['kept_bytes']:,} bytes, {one['times']:.1f} times smaller than CSV"
        print(f"  {one['what']:<31}{taken}  target {one['target']:.0f}x {verdict(one['is_met'])}", flush=True)


def stored(symbol: str, job: Job, number: int) -> int:
    """Store a walk in cents, with a split and quarterly dividends, and return how long it is as CSV."""
    from engine.bars import Bars
    from marketdata.sources.base import Action, AssetClass, Basis, Fetched, Identified, Listing
    from marketdata.storing import merge_bars

    made = walk(job, symbol=number)
    prices = {name: np.maximum(getattr(made, name).round(2), 0.01) for name in ("open", "high", "low", "close")}
    bars = Bars(symbol=symbol, interval=job.interval, times=made.times, **prices, volume=made.volume, source="Bench")
    first, last = bars.dates[0].item(), bars.dates[-1].item()
    paid = [first + timedelta(days=91 * quarter) for quarter in range(1, (last - first).days // 91)]
    actions = [Action(date=day, kind="dividend", value=0.01) for day in paid]
    actions.append(Action(date=first + (last - first) // 2, kind="split", value=2.0))
    listing = Listing(symbol=symbol, name=symbol, asset_class=AssetClass.STOCK, periods_per_year=252, description="")
    identified = Identified(symbol=symbol, asset_class=AssetClass.STOCK, exchange="", calendar="24/7", currency="USD")
    merge_bars(
        fetched=Fetched(
            listing=listing,
            identified=identified,
            bars=bars,
            basis=Basis.AS_TRADED,
            actions=tuple(actions),
            actions_first_date=first,
            quote=None,
            fetched_at=datetime.combine(last, datetime.min.time(), UTC),
            requests=1,
        ),
        first_date=first,
        last_date=last,
    )
    return csv_bytes(bars.times, [bars.open, bars.high, bars.low, bars.close, bars.volume])


def csv_bytes(times: Any, columns: list[Any]) -> int:
    """
    Return how long bars are as CSV.

    >>> csv_bytes(np.array(["2024-01-02"], dtype="datetime64[us]"), [np.array([1.5])])
    24
    """
    rows = zip(times.astype("datetime64[s]").astype(str).tolist(), *(one.tolist() for one in columns), strict=True)
    return sum(len(",".join(map(str, row))) + 1 for row in rows)


def read(what: str, act: Callable[[], object]) -> Read:
    """Return how long something takes."""
    act()
    times, cpu = [], []
    for _ in range(ROUNDS):
        began_at, cpu_at = time.perf_counter(), time.process_time()
        act()
        times.append((time.perf_counter() - began_at) * 1_000)
        cpu.append((time.process_time() - cpu_at) * 1_000)
    target = TARGETS[what]
    taken = median(times)
    return Read(
        what=what,
        cpu_ms=round(min(cpu), 1),
        least_ms=round(min(times), 1),
        median_ms=round(taken, 1),
        target_ms=target,
        is_met=taken < target,
    )


def size(what: str, symbol: str, csv: int) -> Size:
    """Return how small a symbol's bars are kept."""
    from marketdata.models import BarChunk

    chunks = BarChunk.objects.filter(series__instrument__symbol=symbol)
    kept = sum(len(bytes(columns)) for columns in chunks.values_list("columns", flat=True))
    times = csv / kept
    return Size(
        what=what, kept_bytes=kept, csv_bytes=csv, times=round(times, 1), target=SMALLER, is_met=times >= SMALLER
    )


def main() -> None:
    """Fill the database of the settings, measure, and print the figures as a line of JSON."""
    import django
    from django.core.management import call_command

    django.setup()
    from marketdata.services import get_bars, get_many

    call_command("migrate", verbosity=0)
    symbols = [f"D{number}" for number in range(SYMBOLS)]
    daily = [stored(symbol, Job(kind="cross", bars=DAYS), number) for number, symbol in enumerate(symbols)]
    minutes = stored("M", Job(kind="cross", bars=MINUTES), 0)
    day, minute, basket = TARGETS
    reads = [
        read(day, lambda: get_bars(symbol="D0", end_date=date(2020, 1, 1))),
        read(minute, lambda: get_bars(symbol="M", interval="1m")),
        read(basket, lambda: get_many(symbols=symbols)),
    ]
    sizes = [size(day, "D0", daily[0]), size(minute, "M", minutes)]
    print(json.dumps({"reads": [asdict(one) for one in reads], "sizes": [asdict(one) for one in sizes]}))


if __name__ == "__main__":
    main()
