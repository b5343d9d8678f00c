import backtrader as bt


class Bracket(bt.Strategy):
    params = dict(stop=0.03, take=0.05)

    def __init__(self):
        self.rsi = bt.ind.RSI_SMA(period=10, safediv=True)
        self.orders = []

    def notify_order(self, order):
        if not order.alive() and order in self.orders:
            self.orders.remove(order)

    def next(self):
        if self.orders or self.position:
            return
        if self.rsi < 40:
            price = self.data.close[0]
            self.orders = self.buy_bracket(
                size=100,
                price=price,
                exectype=bt.Order.Limit,
                stopprice=price * (1 - self.p.stop),
                limitprice=price * (1 + self.p.take),
            )
