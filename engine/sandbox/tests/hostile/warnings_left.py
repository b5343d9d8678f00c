# verdict: OK
# family: persistence
# witness: result
# Leave warnings as errors, and the switches of the interpreter turned.
import gc
import sys
import warnings

import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        warnings.simplefilter("error")
        sys.setrecursionlimit(2_000)
        sys.setswitchinterval(10)
        sys.set_int_max_str_digits(640)
        gc.disable()
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()
