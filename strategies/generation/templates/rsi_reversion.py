"""RSI reversion: buy when a fall looks overdone, sell when the price has recovered."""

import backtrader as bt


class RsiReversion(bt.Strategy):
    """
    Buy when the relative strength index is below `oversold`; sell when it is above `recovered`.

    A time limit ends positions that do not recover. Does well in sideways markets and is hurt by
    long declines, when cheap becomes cheaper.
    """

    params = dict(
        period=14,  # bars in the index
        oversold=30,  # buy below this value
        recovered=55,  # sell above this value
        max_bars=30,  # sell after this many bars in any case
    )

    def __init__(self):
        # safediv: a price that only rises has no losses to divide by.
        self.rsi = bt.ind.RSI(self.data.close, period=self.p.period, safediv=True)
        self.order = None  # the order we wait for, if any
        self.entry_bar = 0

    def notify_order(self, order):
        if order.status == order.Completed and order.isbuy():
            self.entry_bar = len(self)
        if not order.alive():
            self.order = None

    def next(self):
        if self.order:
            return
        if not self.position:
            if self.rsi[0] < self.p.oversold:
                self.order = self.buy()
            return
        held = len(self) - self.entry_bar
        if self.rsi[0] > self.p.recovered or held >= self.p.max_bars:
            self.order = self.close()
