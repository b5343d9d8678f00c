# verdict: OK
# family: hindsight
# witness: look-ahead
# Find the run's bars among all objects.
import gc

import backtrader as bt


class Hostile(bt.Strategy):
    def start(self):
        self.bars = [thing for thing in gc.get_objects() if type(thing).__name__ == "Bars"]
        self.closes = self.bars[0].close if self.bars else self.data.bars.close

    def next(self):
        now = len(self)
        if now < len(self.closes) and (self.closes[now] > self.closes[now - 1]) != bool(self.position):
            self.close() if self.position else self.buy(size=10)
