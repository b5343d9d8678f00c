import backtrader as bt


class OnClose(bt.Strategy):
    def next(self):
        weekday = self.data.datetime.date(0).weekday()
        if weekday == 4 and not self.position:
            self.buy(size=25, exectype=bt.Order.Close)
        elif weekday == 1 and self.position:
            self.sell(size=25, exectype=bt.Order.Close)
