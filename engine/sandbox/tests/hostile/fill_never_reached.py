# verdict: BAD_RESULT
# family: forging
# witness: result
# Be filled by a limit that no price ever came near.
from dataclasses import replace

import backtrader as bt

from engine.events import Fill


class Hostile(bt.Strategy):
    def __init__(self):
        self.average = bt.indicators.SMA(period=5)

    def next(self):
        if len(self) == 10:
            self.buy(size=10, exectype=bt.Order.Limit, price=self.data.close[0] / 2)
        elif len(self) == 40:
            self.sell(size=10)

    def stop(self):
        said = self.env.recorder
        waiting = next(placed for placed in said.placed if placed.price)
        said.fills.append(Fill(bar=waiting.bar + 1, order=waiting.order, size=waiting.size, price=waiting.price))
        said.fills.sort(key=lambda fill: fill.bar)
