import backtrader as bt


class TrailLimit(bt.Strategy):
    def next(self):
        if not self.position and len(self) % 15 == 0:
            self.buy(size=30)
        elif self.position and len(self) % 15 == 2:
            close = self.data.close[0]
            self.sell(size=30, exectype=bt.Order.StopTrailLimit, price=close, plimit=close * 0.998, trailpercent=0.02)
        elif self.position and len(self) % 15 == 14:
            for order in self.broker.get_orders_open():
                self.cancel(order)
            self.close()
