# verdict: OK
# family: forging
# witness: result
# Show a value of one's own: nobody reads it.
import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        self.broker.getvalue = self.broker.get_value = lambda *given, **named: 1e9
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()
