"""vectorbt: averages, signals, portfolio and stats(), its functions compiled before anything is timed."""

from collections.abc import Callable

import pandas as pd  # type: ignore[import-untyped]
import vectorbt as vbt

from bench.work import CASH, COMMISSION, FAST, SHARES, SLOW, Ending, Job, walk


def prepare(variant: str, job: Job) -> Callable[[], Ending]:
    """Return the run of a job; there is one variant."""
    bars = walk(job)
    index = pd.DatetimeIndex(bars.times)
    close, opening = pd.Series(bars.close, index=index), pd.Series(bars.open, index=index)
    frequency = "1D" if job.interval == "1d" else "1min"

    def run() -> Ending:
        fast, slow = vbt.MA.run(close, FAST), vbt.MA.run(close, SLOW)
        # What is known at a close is traded at the next open.
        entries, exits = (
            signal.vbt.signals.fshift(1) for signal in (fast.ma_crossed_above(slow), fast.ma_crossed_below(slow))
        )
        portfolio = vbt.Portfolio.from_signals(
            close, entries, exits, price=opening, size=SHARES, fees=COMMISSION, init_cash=CASH, freq=frequency
        )
        portfolio.stats()
        return Ending(equity=float(portfolio.final_value()))

    return run
