# verdict: BAD_RESULT
# family: forging
# witness: result
# Leave the fills of the last trade out, which lost.
from dataclasses import replace

import backtrader as bt


class Hostile(bt.Strategy):
    def __init__(self):
        self.average = bt.indicators.SMA(period=5)

    def next(self):
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy(size=10)
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()

    def stop(self):
        said = self.env.recorder
        del said.fills[-2:]
