"""MACD: hold while the difference of two averages is above its own average."""

import backtrader as bt


class Macd(bt.Strategy):
    """
    Buy when the MACD line crosses above its signal line; sell when it crosses below.

    Reacts to a change of pace sooner than a plain crossover of averages, and trades more often.
    """

    params = dict(
        fast=12,  # bars in the fast exponential average
        slow=26,  # bars in the slow exponential average
        signal=9,  # bars in the average of their difference
    )

    def __init__(self):
        macd = bt.ind.MACD(
            self.data.close,
            period_me1=self.p.fast,
            period_me2=self.p.slow,
            period_signal=self.p.signal,
        )
        self.cross = bt.ind.CrossOver(macd.macd, macd.signal)
        self.order = None  # the order we wait for, if any

    def notify_order(self, order):
        if not order.alive():
            self.order = None

    def next(self):
        if self.order:
            return
        if not self.position:
            if self.cross[0] > 0:
                self.order = self.buy()
        elif self.cross[0] < 0:
            self.order = self.close()
