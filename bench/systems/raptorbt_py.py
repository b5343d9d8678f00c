"""raptorbt: a class strategy on its Rust core, with the statistics it always makes; it sizes by share of capital."""

from collections.abc import Callable
from typing import Any

import numpy as np
import raptorbt

from bench.work import CASH, COMMISSION, FAST, SLOW, Ending, Job, walk


class Cross(raptorbt.Strategy):  # type: ignore[misc]  # the library is not there where we check our types
    """The moving averages' cross, long only, as the library's own guide writes it."""

    def on_start(self, ctx: Any) -> None:
        """Make the two averages."""
        self.fast = raptorbt.sma(ctx.close, FAST)
        self.slow = raptorbt.sma(ctx.close, SLOW)

    def on_bar(self, ctx: Any) -> None:
        """Buy on the cross upwards and close on the one downwards."""
        now = ctx.idx
        if now < SLOW:
            return
        fast, slow = self.fast, self.slow
        if ctx.position is None:
            if fast[now] > slow[now] and fast[now - 1] <= slow[now - 1]:
                # It cannot be told a number of shares: a hundredth of the cash is about the others' hundred.
                self.enter(size_frac=0.01)
        elif fast[now] < slow[now] and fast[now - 1] >= slow[now - 1]:
            self.close_position()


def prepare(variant: str, job: Job) -> Callable[[], Ending]:
    """Return the run of a job; there is one variant."""
    bars = walk(job)
    columns = (bars.open, bars.high, bars.low, bars.close, bars.volume)
    nanoseconds = bars.times.astype("datetime64[ns]").astype(np.int64)
    config = raptorbt.BacktestConfig(initial_capital=CASH, fees=COMMISSION, fill_timing="next_bar_open")

    def run() -> Ending:
        result = raptorbt.run_strategy_backtest(Cross(), nanoseconds, *columns, symbol="WALK", config=config)
        return Ending(equity=float(result.equity_curve()[-1]), trades=int(result.metrics.total_trades))

    return run
