# verdict: BAD_RESULT
# family: forging
# witness: result
# Name a strategy that is not in the code.
from dataclasses import replace

import backtrader as bt


class Hostile(bt.Strategy):
    def __init__(self):
        self.average = bt.indicators.SMA(period=5)

    def next(self):
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy(size=10)
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()

    def stop(self):
        said = self.env.recorder
        import sys

        run = sys.modules["engine.simulation.run"]
        tell = run._order_log
        run._order_log = lambda *given, **named: tell(*given, **named)
        run.replace = lambda log, **rest: replace(log, **(rest | {"strategy_class": "Warren"}))
