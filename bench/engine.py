"""
Compare our engine with stock Backtrader: CPU seconds of the same backtest, taken in turns in one process.

Run from the repository's root: python -m bench.engine
"""

import gc
import sys
import time
from collections.abc import Callable

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
ROUNDS = {2_500: 9, 20_000: 3}
LEAST_RATIO = 10.0


def synthetic_bars(count: int) -> Bars:
    """Return a seeded random walk of daily bars."""
    rng = np.random.default_rng(42)
    close = 100 * np.exp(np.cumsum(rng.normal(0, 0.012, count)))
    opening = np.concatenate([[100.0], close[:-1]]) * np.exp(rng.normal(0, 0.003, count))
    return Bars(
        symbol="WALK",
        times=(np.datetime64("1950-01-02") + np.arange(count)).astype("datetime64[us]"),
        open=opening,
        high=np.maximum(opening, close) * (1 + np.abs(rng.normal(0, 0.004, count))),
        low=np.minimum(opening, close) * (1 - np.abs(rng.normal(0, 0.004, count))),
        close=close,
        volume=rng.integers(1_000, 1_000_000, count).astype(float),
    )


def stock_run(bars: Bars, *, stdstats: bool) -> list[tuple[float, float]]:
    """Run the strategy as a user of the library would and return its fills."""
    names = ("open", "high", "low", "close", "volume")
    frame = pd.DataFrame({name: getattr(bars, name) for name in names}, index=pd.DatetimeIndex(bars.times))
    namespace: dict[str, object] = {"__name__": __name__}
    exec(compile(SOURCE, "<stock>", "exec"), namespace)
    cerebro = bt.Cerebro(stdstats=stdstats)
    cerebro.adddata(bt.feeds.PandasData(dataname=frame))
    cerebro.addstrategy(namespace["Cross"])
    cerebro.addsizer(bt.sizers.FixedSize, stake=100)
    cerebro.broker.setcash(1_000_000.0)
    cerebro.broker.setcommission(commission=0.001)
    cerebro.broker.set_slippage_perc(0.0005)
    return list(cerebro.run()[0].fills)


def our_run(bars: Bars) -> list[tuple[float, float]]:
    """Run the strategy in our engine, order log and chart series included, and return its fills."""
    spec = Spec(source=SOURCE, symbols=("WALK",), cash=1_000_000.0, sizing=Sizing(kind="fixed", amount=100))
    log = simulate(spec, [bars], report=lambda event: None)
    if log.engine_path != "lean":
        raise SystemExit(f"the lean path was not taken: {log.path_reason}")
    return [(fill.size, fill.price) for fill in log.fills]


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the CPU seconds one call takes."""
    gc.collect()
    start = time.process_time()
    run()
    return time.process_time() - start


def compare(count: int) -> float:
    """Print the figures for one number of bars and return how many times faster than stock we are."""
    bars = synthetic_bars(count)
    fills = our_run(bars)
    if fills != stock_run(bars, stdstats=False):
        raise SystemExit(f"{count:,} bars: the fills differ, so no time is worth comparing")
    variants: dict[str, Callable[[], object]] = {
        "stock": lambda: stock_run(bars, stdstats=True),
        "stock, no observers": lambda: stock_run(bars, stdstats=False),
        "statis": lambda: our_run(bars),
    }
    best = dict.fromkeys(variants, float("inf"))
    for _ in range(ROUNDS[count]):
        for name, run in variants.items():
            best[name] = min(best[name], cpu_seconds(run))
    say(f"{count:,} daily bars, {len(fills)} fills, equal in every digit")
    for name, seconds in best.items():
        say(f"  {name:20} {seconds:9.4f} s CPU {count / seconds:10,.0f} bars/s {best['stock'] / seconds:6.1f} x")
    return best["stock"] / best["statis"]


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Compare both lengths; fail if the shorter is below the ratio we promise."""
    ratios = [compare(count) for count in ROUNDS]
    return 0 if ratios[0] >= LEAST_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
