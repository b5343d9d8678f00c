# verdict: BAD_RESULT
# family: forging
# witness: result
# Keep silent about orders whose time is over, as if they might still be filled.
import datetime
from dataclasses import replace

import backtrader as bt


class Hostile(bt.Strategy):
    def __init__(self):
        self.average = bt.indicators.SMA(period=5)

    def next(self):
        if len(self) == 5:
            price = self.data.close[0] / 2
            self.buy(size=10, exectype=bt.Order.Limit, price=price, valid=datetime.timedelta(days=3))

    def stop(self):
        said = self.env.recorder
        said.ended.clear()
