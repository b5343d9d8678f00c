import backtrader as bt


class Chase(bt.Strategy):
    """Follows the market with a limit order that is cancelled and sent anew every bar."""

    def __init__(self):
        self.sma = bt.ind.SMA(period=20)
        self.order = None

    def notify_order(self, order):
        if order.status in [order.Completed, order.Canceled, order.Margin, order.Rejected, order.Expired]:
            if self.order is not None and order.ref == self.order.ref:
                self.order = None

    def next(self):
        if self.order is not None:
            self.cancel(self.order)
        close = self.data.close[0]
        if not self.position and close > self.sma[0]:
            self.order = self.buy(size=100, exectype=bt.Order.Limit, price=close * 0.997)
        elif self.position and close < self.sma[0]:
            self.order = self.sell(size=100, exectype=bt.Order.Limit, price=close * 1.003)
