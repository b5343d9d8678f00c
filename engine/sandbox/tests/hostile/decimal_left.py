# verdict: OK
# family: persistence
# witness: result
# Leave decimals with three digits and another locale.
import decimal
import locale

import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        decimal.getcontext().prec = 3
        decimal.DefaultContext.prec = 3
        locale.setlocale(locale.LC_ALL, "C")
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()
