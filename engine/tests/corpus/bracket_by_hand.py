import datetime

import backtrader as bt


class ManualBracket(bt.Strategy):
    """As in the bracket sample: mainside, lowside and highside sent one by one with transmit."""

    params = dict(ma=bt.ind.SMA, p1=5, p2=15, limit=0.005, limdays=3, limdays2=1000, hold=10)

    def notify_order(self, order):
        if order.status == order.Completed:
            self.holdstart = len(self)
        if not order.alive() and order.ref in self.orefs:
            self.orefs.remove(order.ref)

    def __init__(self):
        ma1, ma2 = self.p.ma(period=self.p.p1), self.p.ma(period=self.p.p2)
        self.cross = bt.ind.CrossOver(ma1, ma2)
        self.orefs = list()

    def next(self):
        if self.orefs:
            return
        if not self.position and self.cross > 0.0:
            close = self.data.close[0]
            p1 = close * (1.0 - self.p.limit)
            p2 = p1 - 0.02 * close
            p3 = p1 + 0.02 * close
            valid1 = datetime.timedelta(self.p.limdays)
            valid2 = valid3 = datetime.timedelta(self.p.limdays2)
            o1 = self.buy(exectype=bt.Order.Limit, price=p1, valid=valid1, transmit=False)
            o2 = self.sell(exectype=bt.Order.Stop, price=p2, valid=valid2, parent=o1, transmit=False)
            o3 = self.sell(exectype=bt.Order.Limit, price=p3, valid=valid3, parent=o1, transmit=True)
            self.orefs = [o1.ref, o2.ref, o3.ref]
        elif self.position and (len(self) - self.holdstart) >= self.p.hold:
            pass
