import backtrader as bt
import sys


def make_strategy(fast, slow):
    class Cross(bt.Strategy):
        params = dict(fast=fast, slow=slow)

        def __init__(self):
            self.x = bt.ind.CrossOver(bt.ind.SMA(period=self.p.fast), bt.ind.SMA(period=self.p.slow))

        def next(self):
            if self.x > 0:
                self.buy()
            elif self.x < 0:
                self.close()

    return Cross


Quick = make_strategy(5, 15)
Slow = make_strategy(20, 60)

if len(sys.argv) > 1:
    cerebro = bt.Cerebro()
    cerebro.addstrategy(Quick if sys.argv[1] == "quick" else Slow)
    cerebro.run()
