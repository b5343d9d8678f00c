# verdict: BAD_RESULT
# family: forging
# witness: result
# Be filled on the bar on which the order was decided.
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
        said.fills[:] = [replace(fill, bar=fill.bar - 1) for fill in said.fills]
