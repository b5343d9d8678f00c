# benign: a SignalStrategy without next(), whose orders the library sends by itself
# trades: yes
import backtrader as bt


class Above(bt.Indicator):
    lines = ("signal",)
    params = dict(period=15)

    def __init__(self):
        self.lines.signal = self.data - bt.ind.SMA(period=self.p.period)


class Signals(bt.SignalStrategy):
    def __init__(self):
        self.signal_add(bt.SIGNAL_LONG, Above(self.data.close))
        self.signal_add(bt.SIGNAL_LONGEXIT, Above(self.data.close, period=5))
