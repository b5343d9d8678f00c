"""
Compare our engine with stock Backtrader: CPU seconds of the same backtest, taken in turns in one process.

Run from the repository's root: python -m bench.engine
"""

import gc
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import backtrader as bt
import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from engine.bars import Bars
from engine.simulation.run import simulate
from engine.spec import Sizing, Spec

SOURCE = """
import backtrader as bt

class Cross(bt.Strategy):
    params = dict(fast=10, slow=30)

    def __init__(self):
        fast = bt.ind.SMA(self.data.close, period=self.p.fast)
        slow = bt.ind.SMA(self.data.close, period=self.p.slow)
        self.cross = bt.ind.CrossOver(fast, slow)
        self.fills = []

    def notify_order(self, order):
        if order.status == order.Completed:
            self.fills += [(abs(bit.size), bit.price) for bit in order.executed.exbits]

    def next(self):
        if not self.position:
            if self.cross[0] > 0:
                self.buy()
        elif self.cross[0] < 0:
            self.close()
"""
SEVERAL = """
import backtrader as bt

class Crosses(bt.Strategy):
    def __init__(self):
        self.crosses = []
        for data in self.datas:
            fast, slow = bt.ind.SMA(data.close, period=10), bt.ind.SMA(data.close, period=30)
            self.crosses.append(bt.ind.CrossOver(fast, slow))
        self.fills = []

    def notify_order(self, order):
        if order.status == order.Completed:
            self.fills += [(abs(bit.size), bit.price) for bit in order.executed.exbits]

    def next(self):
        for data, cross in zip(self.datas, self.crosses):
            if not self.getposition(data):
                if cross[0] > 0:
                    self.buy(data=data)
            elif cross[0] < 0:
                self.close(data=data)
"""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is compared: how long a run over how many symbols, and how much faster than stock it must be."""

    bars: int
    symbols: int = 1
    rounds: int
    least_ratio: float = 0.0


WORKS = (
    Work(bars=2_500, rounds=9, least_ratio=10.0),
    Work(bars=20_000, rounds=3),
    Work(bars=2_500, symbols=4, rounds=5, least_ratio=8.0),
)


def synthetic_bars(count: int, *, seed: int = 42, symbol: str = "WALK") -> Bars:
    """Return a seeded random walk of daily bars."""
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(rng.normal(0, 0.012, count)))
    opening = np.concatenate([[100.0], close[:-1]]) * np.exp(rng.normal(0, 0.003, count))
    return Bars(
        symbol=symbol,
        times=(np.datetime64("1950-01-02") + np.arange(count)).astype("datetime64[us]"),
        open=opening,
        high=np.maximum(opening, close) * (1 + np.abs(rng.normal(0, 0.004, count))),
        low=np.minimum(opening, close) * (1 - np.abs(rng.normal(0, 0.004, count))),
        close=close,
        volume=rng.integers(1_000, 1_000_000, count).astype(float),
    )


def stock_run(*feeds: Bars, stdstats: bool) -> list[tuple[float, float]]:
    """Run the strategy as a user of the library would and return its fills."""
    names = ("open", "high", "low", "close", "volume")
    namespace: dict[str, object] = {"__name__": __name__}
    exec(compile(SOURCE if len(feeds) == 1 else SEVERAL, "<stock>", "exec"), namespace)
    cerebro = bt.Cerebro(stdstats=stdstats)
    for bars in feeds:
        frame = pd.DataFrame({name: getattr(bars, name) for name in names}, index=pd.DatetimeIndex(bars.times))
        cerebro.adddata(bt.feeds.PandasData(dataname=frame), name=bars.symbol)
    cerebro.addstrategy(namespace["Cross" if len(feeds) == 1 else "Crosses"])
    cerebro.addsizer(bt.sizers.FixedSize, stake=100)
    cerebro.broker.setcash(1_000_000.0)
    cerebro.broker.setcommission(commission=0.001)
    cerebro.broker.set_slippage_perc(0.0005)
    return list(cerebro.run()[0].fills)


def our_run(*feeds: Bars) -> list[tuple[float, float]]:
    """Run the strategy in our engine, order log and chart series included, and return its fills."""
    source, symbols = SOURCE if len(feeds) == 1 else SEVERAL, tuple(bars.symbol for bars in feeds)
    spec = Spec(source=source, symbols=symbols, cash=1_000_000.0, sizing=Sizing(kind="fixed", amount=100))
    log = simulate(spec, feeds, report=lambda event: None)
    if log.engine_path != "lean":
        raise SystemExit(f"the lean path was not taken: {log.path_reason}")
    return [(fill.size, fill.price) for fill in log.fills]


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the CPU seconds one call takes."""
    gc.collect()
    start = time.process_time()
    run()
    return time.process_time() - start


def compare(work: Work) -> float:
    """Print the figures for one piece of work and return how many times faster than stock we are."""
    feeds = [synthetic_bars(work.bars, seed=42 + n, symbol=f"WALK{n}") for n in range(work.symbols)]
    fills = our_run(*feeds)
    if fills != stock_run(*feeds, stdstats=False):
        raise SystemExit(f"{work}: the fills differ, so no time is worth comparing")
    variants: dict[str, Callable[[], object]] = {
        "stock": lambda: stock_run(*feeds, stdstats=True),
        "stock, no observers": lambda: stock_run(*feeds, stdstats=False),
        "statis": lambda: our_run(*feeds),
    }
    best = dict.fromkeys(variants, float("inf"))
    for _ in range(work.rounds):
        for name, run in variants.items():
            best[name] = min(best[name], cpu_seconds(run))
    say(f"{work.symbols} x {work.bars:,} daily bars, {len(fills)} fills, equal in every digit")
    for name, seconds in best.items():
        rate = work.symbols * work.bars / seconds
        say(f"  {name:20} {seconds:9.4f} s CPU {rate:10,.0f} bars/s {best['stock'] / seconds:6.1f} x")
    return best["stock"] / best["statis"]


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Compare every piece of work; fail if one is below the ratio we promise."""
    ratios = [compare(work) for work in WORKS]
    return 0 if all(ratio >= work.least_ratio for ratio, work in zip(ratios, WORKS, strict=True)) else 1


if __name__ == "__main__":
    sys.exit(main())
