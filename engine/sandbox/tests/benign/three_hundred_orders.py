# benign: some 300 orders of every kind: market, limit, stop, stop limit, trailing, close, brackets, OCO, valid, cancelled
# trades: yes
import datetime

import backtrader as bt


class Busy(bt.Strategy):
    def __init__(self):
        self.sent = []

    def next(self):
        price, size = self.data.close[0], 2
        kinds = (
            dict(),
            dict(exectype=bt.Order.Limit, price=price * 0.995, valid=datetime.timedelta(days=3)),
            dict(exectype=bt.Order.Stop, price=price * 1.01),
            dict(exectype=bt.Order.StopLimit, price=price * 1.01, plimit=price * 1.015),
            dict(exectype=bt.Order.StopTrail, trailpercent=0.02),
            dict(exectype=bt.Order.StopTrailLimit, trailamount=1.0, price=price * 1.01, plimit=price * 1.02),
            dict(exectype=bt.Order.Close),
            dict(valid=self.data.datetime.date(0) + datetime.timedelta(days=2), exectype=bt.Order.Limit, price=price * 0.9),
        )
        chosen = kinds[len(self) % len(kinds)]
        self.sent.append(self.buy(size=size, **chosen))
        if len(self) % 5 == 0 and self.position.size > 4:
            one = self.sell(size=2, exectype=bt.Order.Limit, price=price * 1.01)
            self.sell(size=2, exectype=bt.Order.Stop, price=price * 0.99, oco=one)
        if len(self) % 17 == 0:
            self.buy_bracket(size=2, limitprice=price * 1.03, stopprice=price * 0.97, exectype=bt.Order.Market)
        if len(self) % 13 == 0:
            for order in self.sent:
                if order.alive():
                    self.cancel(order)
        if len(self) % 40 == 0:
            self.close()
