"""SMA crossover: hold while the fast average of closing prices is above the slow one."""

import backtrader as bt


class SmaCrossover(bt.Strategy):
    """
    Buy when the fast average crosses above the slow one; sell when it crosses back below.

    Follows long trends and sits out long declines. Loses a little each time the price moves
    sideways and the averages keep crossing.
    """

    params = dict(
        fast=20,  # bars in the fast average
        slow=50,  # bars in the slow average
    )

    def __init__(self):
        fast = bt.ind.SMA(self.data.close, period=self.p.fast)
        slow = bt.ind.SMA(self.data.close, period=self.p.slow)
        # +1 on the bar where fast crosses above slow, -1 where it crosses below, else 0.
        self.cross = bt.ind.CrossOver(fast, slow)
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
