"""Bollinger: buy below the lower band, sell at the middle."""

import backtrader as bt


class Bollinger(bt.Strategy):
    """
    Buy when the price closes below the lower band; sell when it closes above the middle one.

    The bands lie a number of standard deviations around a moving average, so they widen when the
    market is restless. Expects prices to come back to their average: a crash is its worst case.
    """

    params = dict(
        period=20,  # bars in the average
        width=2.0,  # standard deviations from the average to a band
    )

    def __init__(self):
        self.bands = bt.ind.BollingerBands(self.data.close, period=self.p.period, devfactor=self.p.width)
        self.order = None  # the order we wait for, if any

    def notify_order(self, order):
        if not order.alive():
            self.order = None

    def next(self):
        if self.order:
            return
        close = self.data.close[0]
        if not self.position:
            if close < self.bands.bot[0]:
                self.order = self.buy()
        elif close > self.bands.mid[0]:
            self.order = self.close()
