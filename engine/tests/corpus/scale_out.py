import backtrader as bt


class ScaleOut(bt.Strategy):
    def __init__(self):
        self.sma = bt.ind.SMA(period=25)
        self.targets = []

    def notify_order(self, order):
        if order.status == order.Completed and order.isbuy():
            price = order.executed.price
            for fraction, take in ((0.5, 1.02), (0.25, 1.04), (0.25, 1.06)):
                size = int(order.executed.size * fraction)
                self.targets.append(self.sell(size=size, exectype=bt.Order.Limit, price=price * take))

    def next(self):
        if not self.position and self.data.close[0] > self.sma[0]:
            self.buy(size=80)
        elif self.position and self.data.close[0] < self.sma[0] * 0.97:
            for order in self.targets:
                if order.alive():
                    self.cancel(order)
            self.targets = []
            self.close()
