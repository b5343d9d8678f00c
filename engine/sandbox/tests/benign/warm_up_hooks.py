# benign: prenext, nextstart, start and stop of the author's own; next() called from prenext(); once-only work
# trades: yes
# says: first bar 20
import backtrader as bt


class Hooks(bt.Strategy):
    params = dict(period=20)

    def __init__(self):
        self.sma = bt.ind.SMA(period=self.p.period)
        self.bars = {"prenext": 0, "nextstart": 0, "next": 0}

    def start(self):
        self.cash_at_start = self.broker.get_cash()

    def prenext(self):
        self.bars["prenext"] += 1

    def nextstart(self):
        self.bars["nextstart"] += 1
        print("first bar", len(self))
        self.next()

    def next(self):
        self.bars["next"] += 1
        if self.data.close[0] > self.sma[0] and not self.position:
            self.buy()
        elif self.data.close[0] < self.sma[0] and self.position:
            self.close()

    def stop(self):
        print(self.bars, f"{self.broker.getvalue() / self.cash_at_start - 1:.2%}")
        assert self.bars["prenext"] == 19 and self.bars["nextstart"] == 1
