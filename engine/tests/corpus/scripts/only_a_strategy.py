import backtrader as bt
import numpy as np


class Plain(bt.Strategy):
    params = dict(period=20)

    def __init__(self):
        self.sd = bt.ind.StdDev(period=self.p.period)

    def next(self):
        if not self.position and self.sd[0] < np.inf:
            self.buy()
