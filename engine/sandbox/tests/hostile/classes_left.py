# verdict: OK
# family: persistence
# witness: result
# Leave Backtrader's own classes changed: the next moving average answers with one.
import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        bt.indicators.SMA.once = bt.indicators.SMA.next = lambda self, *given: None
        bt.Strategy.buy_bracket = None
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()
