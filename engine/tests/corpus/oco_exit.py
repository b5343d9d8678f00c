import backtrader as bt


class OcoExit(bt.Strategy):
    def __init__(self):
        self.cross = bt.ind.CrossOver(bt.ind.EMA(period=8), bt.ind.EMA(period=21))
        self.entry = self.stop_order = None

    def notify_order(self, order):
        if order.status == order.Completed and order is not None and order.isbuy():
            price = order.executed.price
            self.stop_order = self.sell(size=order.executed.size, exectype=bt.Order.Stop, price=price * 0.97)
            self.sell(size=order.executed.size, exectype=bt.Order.Limit, price=price * 1.05, oco=self.stop_order)

    def next(self):
        if not self.position and self.cross > 0:
            self.buy(size=100)
