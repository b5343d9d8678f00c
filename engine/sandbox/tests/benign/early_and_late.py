# benign: the run is stopped early with env.runstop(), and parameters are written to self.p in __init__
# trades: yes
import backtrader as bt


class Enough(bt.Strategy):
    params = dict(bars=150, period=None)

    def __init__(self):
        self.p.period = self.p.period or 12
        self.params.bars = int(self.p.bars)
        self.highest = bt.ind.Highest(self.data.high(-1), period=self.p.period)

    def next(self):
        if self.data.close[0] > self.highest[0] and not self.position:
            self.buy()
        elif self.position and len(self) % 10 == 0:
            self.close()
        if len(self) >= self.p.bars:
            self.env.runstop()
