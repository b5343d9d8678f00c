# verdict: OK
# family: persistence
# witness: result
# Leave the C library's allocator filling memory with a pattern.
import ctypes

import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        ctypes.CDLL(None).mallopt(-6, 0x41)
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()
