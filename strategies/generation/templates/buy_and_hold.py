"""Buy and hold: buy once and never sell."""

import backtrader as bt


class BuyAndHold(bt.Strategy):
    """
    Buy on the first bar and hold to the end.

    The baseline: a strategy that does not beat it, after costs and for its risk, is not worth its trouble.
    """

    def __init__(self):
        self.order = None  # the order we wait for, if any

    def notify_order(self, order):
        if not order.alive():
            self.order = None

    def next(self):
        if not self.position and not self.order:
            self.order = self.buy()
