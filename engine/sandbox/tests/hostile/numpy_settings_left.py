# verdict: OK
# family: persistence
# witness: result
# Leave NumPy raising, printing and casting otherwise.
import numpy as np

import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        np.seterr(all="raise")
        np.set_printoptions(precision=1)
        np.setbufsize(16)
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()
