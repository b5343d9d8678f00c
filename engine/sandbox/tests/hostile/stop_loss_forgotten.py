# verdict: BAD_RESULT
# family: forging
# witness: result
# Forget that the stop loss was hit, and hold on.
from dataclasses import replace

import backtrader as bt


class Hostile(bt.Strategy):
    def __init__(self):
        self.average = bt.indicators.SMA(period=5)

    def next(self):
        if len(self) == 5:
            self.buy(size=100)
            self.guard = self.sell(size=100, exectype=bt.Order.Stop, price=self.data.close[0] * 0.995)

    def stop(self):
        said = self.env.recorder
        said.fills[:] = [fill for fill in said.fills if fill.order == 1]
