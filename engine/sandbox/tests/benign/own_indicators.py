# benign: own indicators with next, with once over arrays, with params, plotinfo, aliases, nested and with several lines
# trades: yes
import math

import backtrader as bt


class Typical(bt.Indicator):
    lines = ("typical",)
    alias = ("TP",)
    plotinfo = dict(subplot=False, plotname="Typical")
    plotlines = dict(typical=dict(ls="--"))

    def __init__(self):
        self.lines.typical = (self.data.high + self.data.low + self.data.close) / 3.0


class Fast(bt.Indicator):
    lines = ("value",)
    params = (("period", 9), ("power", 0.5))

    def __init__(self):
        self.addminperiod(self.p.period)

    def next(self):
        self.lines.value[0] = math.fsum(self.data.get(size=self.p.period)) / self.p.period

    def once(self, start, end):
        source, target, period = self.data.array, self.lines.value.array, self.p.period
        for i in range(start, end):
            target[i] = math.fsum(source[i - period + 1 : i + 1]) / period


class Channel(bt.Indicator):
    lines = ("top", "bottom", "position")
    params = dict(period=12)

    def _plotlabel(self):
        return [self.p.period]

    def __init__(self):
        self.l.top = bt.ind.Highest(Typical(self.data), period=self.p.period)
        self.l.bottom = bt.ind.Lowest(Typical(self.data), period=self.p.period)
        self.l.position = bt.DivByZero(Typical(self.data) - self.l.bottom, self.l.top - self.l.bottom, zero=0.5)


class Recursive(bt.Indicator):
    lines = ("value",)

    def nextstart(self):
        self.l.value[0] = self.data[0]

    def next(self):
        self.l.value[0] = 0.9 * self.l.value[-1] + 0.1 * self.data[0]


class Owns(bt.Strategy):
    def __init__(self):
        self.channel = Channel()
        self.fast = Fast(self.data.close, period=5)
        self.slow = Recursive(self.data.close)
        self.spread = self.fast - self.slow

    def next(self):
        if self.spread[0] > 0 and self.channel.position[0] > 0.6 and not self.position:
            self.buy()
        elif self.spread[0] < 0 and self.position:
            self.close()
