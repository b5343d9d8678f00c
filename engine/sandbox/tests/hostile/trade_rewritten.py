# verdict: OK
# family: forging
# witness: result
# Rewrite the trades Backtrader tells of.
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

    def notify_trade(self, trade):
        trade.pnl = trade.pnlcomm = 1e9
