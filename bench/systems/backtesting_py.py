"""backtesting.py: run() with the statistics it always makes."""

from collections.abc import Callable

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
from backtesting import Backtest, Strategy
from backtesting.lib import crossover
from numpy.typing import NDArray

from bench.work import CASH, COMMISSION, FAST, SHARES, SLOW, Ending, Job, walk


def average(values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return the simple moving average, as the library's own guide makes it."""
    return np.asarray(pd.Series(values).rolling(count).mean())


class Cross(Strategy):  # type: ignore[misc]  # the library has no types where we check ours
    """The moving averages' cross, long only."""

    def init(self) -> None:
        """Make the two averages."""
        self.fast = self.I(average, self.data.Close, FAST)
        self.slow = self.I(average, self.data.Close, SLOW)

    def next(self) -> None:
        """Buy on the cross upwards and close on the one downwards."""
        if not self.position:
            if crossover(self.fast, self.slow):
                self.buy(size=SHARES)
        elif crossover(self.slow, self.fast):
            self.position.close()


def prepare(variant: str, job: Job) -> Callable[[], Ending]:
    """Return the run of a job; there is one variant."""
    columns = dict(vars(walk(job)))
    index = pd.DatetimeIndex(columns.pop("times"))
    prices = pd.DataFrame({name.capitalize(): values for name, values in columns.items()}, index=index)
    test = Backtest(prices, Cross, cash=CASH, commission=COMMISSION)

    def run() -> Ending:
        return Ending(equity=float(test.run()["Equity Final [$]"]))

    return run
