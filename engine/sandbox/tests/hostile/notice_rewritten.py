# verdict: OK
# family: forging
# witness: result
# Rewrite what the broker tells of an order that was filled.
import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()

    def notify_order(self, order):
        order.executed.price = 0.01
        order.executed.size *= 100
        for bit in order.executed.exbits:
            bit.price = 0.01
