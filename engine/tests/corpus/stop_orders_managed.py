import backtrader as bt


class ManagedStop(bt.Strategy):
    """Raises a stop order by hand: cancel, then send a higher one."""

    params = dict(distance=0.05)

    def __init__(self):
        self.atr = bt.ind.ATR(period=10)
        self.stop_order = None
        self.level = 0.0

    def notify_order(self, order):
        if order.status == order.Completed and order.issell():
            self.stop_order, self.level = None, 0.0

    def next(self):
        close = self.data.close[0]
        if not self.position:
            if len(self) % 10 == 0:
                self.buy(size=80)
        else:
            level = close * (1 - self.p.distance)
            if level > self.level:
                if self.stop_order:
                    self.cancel(self.stop_order)
                self.level = level
                self.stop_order = self.sell(size=self.position.size, exectype=bt.Order.Stop, price=level)
