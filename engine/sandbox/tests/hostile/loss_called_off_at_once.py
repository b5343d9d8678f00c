# verdict: BAD_RESULT
# family: forging
# witness: result
# Say that the purchase that lost was called off on the bar it was sent on, when no market had it.
from dataclasses import replace

import backtrader as bt

from engine.events import EndReason, OrderEnded


class Hostile(bt.Strategy):
    def __init__(self):
        self.average = bt.indicators.SMA(period=5)

    def next(self):
        if len(self) == 5:
            self.buy(size=100)
        elif len(self) == 40:
            self.close()

    def stop(self):
        said = self.env.recorder
        hit = said.fills[-2]
        said.fills[-2:] = []
        said.placed.pop()
        said.ended.append(OrderEnded(bar=hit.bar - 1, order=hit.order, reason=EndReason.CANCELLED))
