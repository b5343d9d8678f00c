"""What a comparison comes to: ratios beside the targets we set ourselves."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from bench.timing import Timing

US: Final = "statis"
# The same run with the essential metrics alone, for peers that make no statistics.
US_BASIC: Final = "statis, basic metrics"
OURS: Final = (US, US_BASIC)
WITHOUT_STATISTICS: Final = ("backtrader", "backtrader-next")
# A share of the equity: floating-point sums in another order, and nothing else.
TOLERANCE: Final = 1e-9
# (work, peer): how many times the peer's CPU seconds must be ours. No entry: the ratio is only printed.
TARGETS: Final[Mapping[tuple[str, str], float]] = {
    ("2,500 daily bars", "backtrader"): 10.0,
    ("2,500 daily bars", "backtrader + 16 analyzers"): 15.0,
    ("2,500 daily bars", "backtrader-next"): 5.0,
    ("2,500 daily bars", "backtesting.py"): 1.5,
    ("2,500 daily bars", "vectorbt"): 2.0,
    ("2,500 daily bars", "raptorbt"): 1.0,
    ("20,000 daily bars", "backtrader-next"): 5.0,
    ("250,000 minute bars", "backtrader"): 10.0,
    ("250,000 minute bars", "backtrader + 16 analyzers"): 18.0,
    ("250,000 minute bars", "backtesting.py"): 1.0,
    ("4 symbols x 2,500 daily bars", "backtrader"): 8.0,
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """
    How many times as long a peer takes for a work, by the best round of each (`ratio`) and by the medians.

    `profile` says which of our metrics were made.
    """

    work: str
    system: str
    peer: str
    ratio: float
    ours_s: float
    peer_s: float
    median_ratio: float
    rounds: int
    target: float | None
    is_met: bool | None
    profile: str = "advanced"


def row(*, work: str, peer: str, ours: Timing, theirs: Timing, profile: str = "advanced") -> Row:
    """Return the row of one peer."""
    ratio, target = theirs.best_s / ours.best_s, TARGETS.get((work, peer))
    return Row(
        work=work,
        system=US,
        peer=peer,
        ratio=round(ratio, 2),
        ours_s=round(ours.best_s, 5),
        peer_s=round(theirs.best_s, 5),
        median_ratio=round(theirs.median_s / ours.median_s, 2),
        rounds=len(theirs.samples),
        target=target,
        is_met=None if target is None else ratio >= target,
        profile=profile,
    )


def rows(*, work: str, timings: Mapping[str, Timing]) -> list[Row]:
    """Return a row for every peer that ran the work, beside ours with the metrics that peer is measured against."""
    found = []
    for peer, theirs in timings.items():
        if peer not in OURS:
            is_basic = peer in WITHOUT_STATISTICS and US_BASIC in timings
            ours, profile = (timings[US_BASIC], "basic") if is_basic else (timings[US], "advanced")
            found.append(row(work=work, peer=peer, ours=ours, theirs=theirs, profile=profile))
    return found


def odd_ones(equities: Mapping[str, float], *, incomparable: Collection[str]) -> list[str]:
    """
    Return the systems whose final equity is not ours, those that cannot be told the same size left out.

    >>> odd_ones({"statis": 100.0, "a": 100.0 + 1e-9, "b": 101.0, "c": 99.0}, incomparable=["c"])
    ['b']
    """
    ours = equities[US]
    return [
        name
        for name, equity in equities.items()
        if name not in incomparable and abs(equity - ours) > TOLERANCE * abs(ours)
    ]


def verdict(is_met: bool | None) -> str:
    """Return how a figure stands to its target, in a word."""
    return {None: "", True: "met", False: "missed"}[is_met]


def line(found: Row) -> str:
    """Return a row as a line of the printed table."""
    target = "" if found.target is None else f"target {found.target:4.1f}x {verdict(found.is_met)}"
    seconds = f"{found.peer_s:9.4f} s / {found.ours_s:8.4f} s"
    name = f"  {found.peer:<28}{found.profile:<10}"
    return f"{name}{seconds} = {found.ratio:6.2f}x (medians {found.median_ratio:6.2f}x)  {target}".rstrip()
