import datetime

import backtrader as bt


class Valid(bt.Strategy):
    def next(self):
        close, step = self.data.close[0], len(self) % 24
        today = self.data.datetime.date(0)
        if step == 0:
            self.buy(size=20, exectype=bt.Order.Limit, price=close * 0.99, valid=today + datetime.timedelta(days=2))
        elif step == 3:
            self.buy(size=20, exectype=bt.Order.Limit, price=close * 0.985, valid=datetime.timedelta(days=5))
        elif step == 6:
            self.sell(size=20, exectype=bt.Order.Stop, price=close * 0.98, valid=bt.Order.DAY)
        elif step == 9:
            moment = self.data.datetime.datetime(0) + datetime.timedelta(days=4, hours=6)
            self.sell(size=20, exectype=bt.Order.Limit, price=close * 1.02, valid=moment)
        elif step == 12:
            self.buy(size=5, exectype=bt.Order.Limit, price=close * 0.99, valid=0)
        elif step == 15:
            self.buy(
                size=5,
                exectype=bt.Order.StopLimit,
                price=close * 1.01,
                plimit=close * 1.012,
                valid=today + datetime.timedelta(days=3),
            )
        elif step == 18:
            self.buy(size=5, exectype=bt.Order.Limit, price=close * 0.99, valid=self.data.datetime[0] + 3)
        elif step == 20:
            self.buy(size=5, exectype=bt.Order.Market, valid=today)
        elif step == 22:
            self.close()
