# verdict: OK
# family: persistence
# witness: result
# Leave every random generator in a state of one's own.
import random

import numpy as np

import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        random.seed(666)
        random.random = lambda: 0.5
        np.random.seed(666)
        np.random.normal = lambda *given, **named: 0.0
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()
