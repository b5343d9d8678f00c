import backtrader as bt


class BBands(bt.Strategy):
    params = (("period", 20), ("devfactor", 2.0), ("size", 20))

    def __init__(self):
        self.boll = bt.indicators.BollingerBands(period=self.p.period, devfactor=self.p.devfactor)

    def next(self):
        orders = self.broker.get_orders_open()
        if orders:
            for order in orders:
                self.broker.cancel(order)
        if not self.position:
            if self.data.close > self.boll.lines.top:
                self.sell(exectype=bt.Order.Stop, price=self.boll.lines.top[0], size=self.p.size)
            if self.data.close < self.boll.lines.bot:
                self.buy(exectype=bt.Order.Stop, price=self.boll.lines.bot[0], size=self.p.size)
        elif self.position.size > 0:
            self.sell(exectype=bt.Order.Limit, price=self.boll.lines.mid[0], size=self.p.size)
        else:
            self.buy(exectype=bt.Order.Limit, price=self.boll.lines.mid[0], size=self.p.size)
