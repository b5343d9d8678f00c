# verdict: BAD_RESULT
# family: forging
# witness: result
# Say that the stop loss was cancelled on the very bar on which it was hit.
from dataclasses import replace

import backtrader as bt

from engine.events import EndReason, OrderEnded


class Hostile(bt.Strategy):
    def __init__(self):
        self.average = bt.indicators.SMA(period=5)

    def next(self):
        if len(self) == 5:
            self.buy(size=100)
            self.guard = self.sell(size=100, exectype=bt.Order.Stop, price=self.data.close[0] * 0.995)

    def stop(self):
        said = self.env.recorder
        hit = said.fills.pop()
        said.ended.append(OrderEnded(bar=hit.bar, order=hit.order, reason=EndReason.CANCELLED))
