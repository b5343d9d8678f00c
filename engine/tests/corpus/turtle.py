import math

import backtrader as bt


class Turtle(bt.Strategy):
    params = dict(entry=20, exit=10, risk=0.01, max_units=3)

    def __init__(self):
        self.entry_high = bt.ind.Highest(self.data.high, period=self.p.entry, subplot=False)
        self.exit_low = bt.ind.Lowest(self.data.low, period=self.p.exit, subplot=False)
        self.n = bt.ind.SmoothedMovingAverage(bt.ind.TrueRange(), period=20)
        self.units = []

    def unit_size(self):
        return max(1, math.floor(self.broker.getvalue() * self.p.risk / self.n[0]))

    def next(self):
        close = self.data.close[0]
        if self.position and close < self.exit_low[-1]:
            self.close()
            self.units.clear()
        elif close > self.entry_high[-1] and not self.units:
            self.buy(size=self.unit_size())
            self.units.append(close)
        elif self.units and len(self.units) < self.p.max_units and close > self.units[-1] + 0.5 * self.n[0]:
            self.buy(size=self.unit_size())
            self.units.append(close)
