# verdict: CRASHED
# family: persistence
# witness: result
# Leave the interpreter with other built-in functions.
import builtins

import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        for name in ("sum", "sorted", "max", "abs"):
            setattr(builtins, name, lambda *given, **named: 0)
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()
