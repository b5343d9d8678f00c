# verdict: BAD_RESULT
# family: forging
# witness: result
# Be filled in the other order by two orders of one bar, so that the sale comes before the purchase it needs.
from dataclasses import replace

import backtrader as bt


class Hostile(bt.Strategy):
    def __init__(self):
        self.average = bt.indicators.SMA(period=5)

    def next(self):
        if len(self) == 10:
            self.buy(size=10)
            self.sell(size=10)

    def stop(self):
        said = self.env.recorder
        said.fills[0], said.fills[1] = said.fills[1], said.fills[0]
