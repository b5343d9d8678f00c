import backtrader as bt


class TrailShort(bt.Strategy):
    def __init__(self):
        self.down = bt.ind.CrossDown(bt.ind.SMA(period=10), bt.ind.SMA(period=30))
        self.atr = bt.ind.AverageTrueRange(period=14)
        self.cover = None

    def notify_order(self, order):
        if order.status in (order.Completed, order.Canceled, order.Margin) and order is self.cover:
            self.cover = None

    def next(self):
        if not self.position and self.down[0]:
            self.sell(size=50)
        elif self.position.size < 0 and not self.cover:
            self.cover = self.buy(size=50, exectype=bt.Order.StopTrail, trailamount=3 * self.atr[0])
