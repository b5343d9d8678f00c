from abc import abstractmethod

import backtrader as bt


class Base(bt.Strategy):
    params = dict(fast=8, slow=24)

    @abstractmethod
    def wants_in(self):
        """Return whether to hold."""

    def next(self):
        if self.wants_in() and not self.position:
            self.buy()
        elif not self.wants_in() and self.position:
            self.close()


class Trend(Base):
    params = dict(slow=30)

    def __init__(self):
        super().__init__()
        self.fast, self.slow = bt.ind.SMA(period=self.p.fast), bt.ind.SMA(period=self.p.slow)

    def wants_in(self):
        return self.fast[0] > self.slow[0]
