import backtrader as bt


class Reverse(bt.Strategy):
    """Closes and sends the opposite order on the same bar, as many scripts do."""

    def __init__(self):
        self.cross = bt.ind.CrossOver(bt.ind.SMA(period=5), bt.ind.SMA(period=15))

    def next(self):
        if self.cross > 0:
            self.close()
            self.buy(size=50)
        elif self.cross < 0:
            self.close()
            self.sell(size=50)
