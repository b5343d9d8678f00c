# benign: about 50 MB of arrays are kept, and large ones come and go
# trades: yes
import backtrader as bt
import numpy as np
import pandas as pd


class Large(bt.Strategy):
    def __init__(self):
        self.grid = np.zeros((2_500, 2_500))
        self.average = bt.ind.SMA(period=10)

    def next(self):
        self.grid[len(self) % 2_500] = self.data.close[0]
        if len(self) % 50 == 0:
            table = pd.DataFrame(np.random.default_rng(1).normal(size=(100_000, 5)))
            assert len(table.rolling(10).mean().dropna()) == 99_991
        if self.data.close[0] > self.average[0] and not self.position:
            self.buy()
        elif self.data.close[0] < self.average[0] and self.position:
            self.close()
