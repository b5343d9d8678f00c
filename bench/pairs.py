"""Our indicators beside a peer's in the peer's environment: both in one process, in turns, and do the values agree."""

import gc
import importlib
import json
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Final

import numpy as np

from bench.work import Job, columns_of, walk
from indicators.library import registry
from indicators.library.entry import Floats

# As a share of the largest value of an output, over the later half of the bars: what began it is forgotten.
AGREE: Final = 1e-8
MOST_ROUNDS: Final = 7
LEAST_ROUNDS: Final = 2
# A pair has this many seconds for its rounds: some of what peers do takes seconds once.
PATIENCE_SECONDS: Final = 0.35


@dataclass(frozen=True)
class Pair:
    """
    An indicator of ours with what computes it at a peer's.

    `settings` are ours where they are not the usual ones, `outputs` those of ours the peer has where it has not all,
    and `differs` says why values are not the same.
    """

    indicator: str
    act: Callable[[Any], Any]
    differs: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Compared:
    """CPU milliseconds of an indicator, ours and a peer's, the ratios, and whether the values agree."""

    indicator: str
    bars: int
    ours_ms: float
    peer_ms: float
    ratio: float
    median_ratio: float
    rounds: int
    agreement: str


def odd_share(ours: Floats, theirs: list[Floats]) -> float:
    """
    Return on what share of the later half of the bars an output is not what the nearest column of a peer says.

    >>> ours = np.array([0.0, 1.0, 2.0, 4.0])
    >>> odd_share(ours, [ours + 9, ours + np.array([5.0, 5.0, 0.0, 0.4])])
    0.5
    """
    half = ours.shape[0] // 2
    tail = ours[half:]
    allowed = AGREE * np.nanmax(np.abs(tail), initial=0.0)
    shares = []
    for column in theirs:
        gaps = np.abs(tail - column[half:])
        # A peer may split one line of ours into two, of which each has no value where the other has.
        known = np.isfinite(gaps)
        shares.append(float((gaps[known] > allowed).mean()) if known.any() else 1.0)
    return min(shares, default=1.0)


def agreement(pair: Pair, ours: Mapping[str, Floats], theirs: Any) -> str:
    """Return whether the outputs of ours that a peer has are what it says, or else on how many bars not, and why."""
    columns = [theirs[name] for name in theirs] if hasattr(theirs, "columns") else [theirs]
    arrays = [np.asarray(column, dtype=np.float64) for column in columns]
    wanted = pair.outputs or tuple(ours)
    odd = max(odd_share(ours[name], arrays) for name in wanted)
    lacking = [name for name in ours if name not in wanted]
    only = f"; it has no {' and no '.join(lacking)}" if lacking else ""
    if not odd:
        return "agrees" + only
    return f"differs on {odd:.2%} of bars: {pair.differs or 'not looked into'}{only}"


def cpu_ms(act: Callable[[], Any]) -> float:
    """Return the CPU milliseconds of one call."""
    began_at = time.process_time()
    act()
    return (time.process_time() - began_at) * 1_000


def compared(pair: Pair, *, columns: Mapping[str, Any], prices: Any) -> Compared:
    """Return how one indicator compares: each in its turn, as often as patience lasts."""
    entry = registry.ENTRIES[pair.indicator]
    settings, arrays = entry.settings(pair.settings), [columns[name] for name in entry.columns]
    dates = {"dates": columns["dates"]} if entry.needs_dates else {}

    def ours() -> tuple[Floats, ...]:
        return entry.compute(*arrays, **settings, **dates)

    def theirs() -> Any:
        return pair.act(prices)

    told = agreement(pair, dict(zip((one.name for one in entry.outputs), ours(), strict=True)), theirs())
    gc.collect()
    taken: list[tuple[float, float]] = []
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while len(taken) < LEAST_ROUNDS or (len(taken) < MOST_ROUNDS and time.perf_counter() < deadline):
        taken.append((cpu_ms(ours), cpu_ms(theirs)))
    mine, other = zip(*taken, strict=True)
    return Compared(
        indicator=pair.indicator,
        bars=len(columns["close"]),
        ours_ms=round(min(mine), 3),
        peer_ms=round(min(other), 3),
        ratio=round(min(other) / min(mine), 2),
        median_ratio=round(median(other) / median(mine), 2),
        rounds=len(taken),
        agreement=told,
    )


def main() -> None:
    """Compare all pairs of a module over each count of bars and print the figures as a line of JSON."""
    warnings.simplefilter("ignore")
    system = importlib.import_module(sys.argv[1])
    found = []
    for count in map(int, sys.argv[2:]):
        bars = walk(Job(kind="cross", bars=count))
        columns, prices = columns_of(bars), system.prepared(bars)
        found += [compared(pair, columns=columns, prices=prices) for pair in system.PAIRS]
    print(json.dumps([asdict(one) for one in found]))


if __name__ == "__main__":
    main()
