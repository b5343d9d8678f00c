"""Indicators: the whole catalogue over days and minutes, and ours beside pandas-ta-classic's and stockstats'."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bench import catalogue
from bench.peers import PLACE, ROOT, install, python_of
from bench.rows import verdict

# The environment of a peer and the module of `bench.systems` that names its indicators.
PEERS: Final = {"pandas-ta-classic": "pandas_ta_py", "stockstats": "stockstats_py"}

Figures = Mapping[str, Any]


def said_by(environment: str, module: str, *arguments: str) -> list[dict[str, Any]]:
    """Return the figures a module of the benchmark prints in an environment, none: ours."""
    argv = [str(python_of(environment)), "-m", module, *arguments]
    done = subprocess.run(argv, cwd=ROOT, check=False, text=True, stdout=subprocess.PIPE)
    if done.returncode:
        raise SystemExit(f"{module} failed{f' beside {environment}' if environment else ''}.")
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(*, is_quick: bool = False, only_ours: bool = False) -> dict[str, Any]:
    """Print and return the figures of the catalogue and of every pair."""
    print("\nIndicators, CPU time of all of them one after the other", flush=True)
    taken = said_by("", "bench.catalogue") + said_by("", "bench.catalogue", catalogue.WITHOUT)
    for one in taken:
        print(taken_line(one), flush=True)
    skipped: dict[str, str] = {}
    pairs: list[dict[str, Any]] = []
    for peer, module in {} if only_ours else PEERS.items():
        if trouble := install(peer):
            skipped[peer] = f"it could not be installed: {trouble}"
            print(f"Without {peer}: {skipped[peer]}", flush=True)
            continue
        lengths = map(str, list(catalogue.ROUNDS)[: 1 if is_quick else None])
        found = said_by(peer, "bench.pairs", f"bench.systems.{module}", *lengths)
        pairs += [{"peer": peer, **one} for one in found]
    tell(pairs)
    return {"catalogue": taken, "pairs": pairs, "skipped": skipped}


def taken_line(one: Figures) -> str:
    """Return the figures of many indicators as a printed line."""
    name = f"  {one['indicators']} {one['what'].removeprefix('all ')}, {one['bars']:,} bars"
    target = "" if one["target_ms"] is None else f"  target {one['target_ms']:,.0f} ms {verdict(one['is_met'])}"
    return f"{name:<58}least {one['least_ms']:9,.1f} ms  median {one['median_ms']:9,.1f} ms{target}"


def tell(pairs: Iterable[Figures]) -> None:
    """Print every pair, and how many are at least as fast as the peer's."""
    pairs = list(pairs)
    for peer, bars in dict.fromkeys((one["peer"], one["bars"]) for one in pairs):
        group = [one for one in pairs if (one["peer"], one["bars"]) == (peer, bars)]
        print(f"\n{peer} / ours over {bars:,} bars (CPU ms, least; medians beside): {fast(group)}")
        for one in group:
            ratio = f"{one['ratio']:8.2f}x ({one['median_ratio']:8.2f}x)"
            print(
                f"  {one['indicator']:<15}{one['peer_ms']:10.3f} /{one['ours_ms']:9.3f} ={ratio}  {one['agreement']}"
            )
    sys.stdout.flush()


def fast(pairs: Iterable[Figures]) -> str:
    """
    Return how many of some pairs are no slower than the peer's.

    >>> fast([{"ratio": 1.0}, {"ratio": 0.9}, {"ratio": 7.0}])
    '2 of 3 at least as fast'
    """
    pairs = list(pairs)
    return f"{sum(one['ratio'] >= 1 for one in pairs)} of {len(pairs)} at least as fast"


def main() -> None:
    """Measure indicators alone and write var/bench/indicators.json."""
    figures = measured()
    place = PLACE / "indicators.json"
    place.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(f"\nWritten to {place.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
