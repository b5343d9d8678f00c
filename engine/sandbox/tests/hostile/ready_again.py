# verdict: BAD_RESULT
# family: forging
# witness: result
# Say once more that the walls stand.
import os

import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        if len(self) == 10:
            os.write(3, bytes([1, 0, 0, 0, 0]))
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()
