import datetime

import backtrader as bt


class Oco(bt.Strategy):
    params = dict(limit=0.005, limdays=3, limdays2=20, hold=10, do_oco=True)

    def __init__(self):
        self.cross = bt.ind.CrossOver(bt.ind.SMA(period=5), bt.ind.SMA(period=15))
        self.orefs = list()
        self.holdstart = 0

    def notify_order(self, order):
        if not order.alive() and order.ref in self.orefs:
            self.orefs.remove(order.ref)
        if order.status == order.Completed:
            self.holdstart = len(self)

    def next(self):
        if self.orefs:
            return
        if not self.position:
            if self.cross > 0.0:
                p1 = self.data.close[0] * (1.0 - self.p.limit)
                p2 = self.data.close[0] * (1.0 - 2 * 2 * self.p.limit)
                p3 = self.data.close[0] * (1.0 - 3 * 3 * self.p.limit)
                valid1 = datetime.timedelta(self.p.limdays)
                valid2 = valid3 = datetime.timedelta(self.p.limdays2)
                o1 = self.buy(exectype=bt.Order.Limit, price=p1, valid=valid1, size=10)
                o2 = self.buy(
                    exectype=bt.Order.Limit, price=p2, valid=valid2, oco=o1 if self.p.do_oco else None, size=10
                )
                o3 = self.buy(
                    exectype=bt.Order.Limit, price=p3, valid=valid3, oco=o1 if self.p.do_oco else None, size=10
                )
                self.orefs = [o1.ref, o2.ref, o3.ref]
        elif (len(self) - self.holdstart) >= self.p.hold:
            self.close()
