"""Donchian breakout: buy a new high, sell a new low."""

import backtrader as bt


class DonchianBreakout(bt.Strategy):
    """
    Buy when the price closes above the highest high of `entry` bars; sell when it closes below the
    lowest low of `exit` bars.

    The rule of the Turtle traders, long only: many small losses, a few long winners.
    """

    params = dict(
        entry=55,  # bars in the channel to break upwards
        exit=20,  # bars in the channel to break downwards
    )

    def __init__(self):
        # (-1) takes the channel up to the bar before: today's high is part of today's channel,
        # so no close could ever be above it.
        self.upper = bt.ind.Highest(self.data.high(-1), period=self.p.entry)
        self.lower = bt.ind.Lowest(self.data.low(-1), period=self.p.exit)
        self.order = None  # the order we wait for, if any

    def notify_order(self, order):
        if not order.alive():
            self.order = None

    def next(self):
        if self.order:
            return
        close = self.data.close[0]
        if not self.position:
            if close > self.upper[0]:
                self.order = self.buy()
        elif close < self.lower[0]:
            self.order = self.close()
