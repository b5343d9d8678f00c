# verdict: OK
# family: persistence
# witness: result
# Leave another environment and time zone.
import os
import time

import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        os.environ["TZ"] = "Asia/Tokyo"
        os.environ["PYTHONHASHSEED"] = "7"
        time.tzset()
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()
