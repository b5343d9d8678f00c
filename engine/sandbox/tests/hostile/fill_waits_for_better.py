# verdict: BAD_RESULT
# family: forging
# witness: result
# Have a market order wait a day, for a better opening.
from dataclasses import replace

import backtrader as bt


class Hostile(bt.Strategy):
    def __init__(self):
        self.average = bt.indicators.SMA(period=5)

    def next(self):
        if len(self) in (5, 40):
            self.buy(size=10) if len(self) == 5 else self.close()

    def stop(self):
        said = self.env.recorder
        first = said.fills[0]
        bar = first.bar + 1
        said.fills[0] = replace(first, bar=bar, price=self.data.open.array[bar] * 1.0005)
        said.fills.sort(key=lambda fill: fill.bar)
