import backtrader as bt


class Martingale(bt.Strategy):
    params = dict(base=20, largest=160)

    def __init__(self):
        self.stake = self.p.base
        self.cross = bt.ind.CrossOver(self.data.close, bt.ind.SMA(period=10))

    def notify_trade(self, trade):
        if trade.isclosed:
            self.stake = self.p.base if trade.pnlcomm > 0 else min(self.stake * 2, self.p.largest)

    def next(self):
        if self.cross > 0 and not self.position:
            self.buy(size=self.stake)
        elif self.cross < 0 and self.position:
            self.sell(size=self.position.size)
