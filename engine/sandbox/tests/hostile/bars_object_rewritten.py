# verdict: OK
# family: forging
# witness: result
# Write into the bars the run was given, which are a copy.
import backtrader as bt
import numpy as np


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.buy(size=10)
        bars = self.data.bars
        for name in ("open", "high", "low", "close", "volume"):
            object.__setattr__(bars, name, np.full(len(bars), 1e6))
        object.__setattr__(bars, "symbol", "GOLD")
