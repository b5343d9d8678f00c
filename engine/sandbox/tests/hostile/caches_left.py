# verdict: OK
# family: persistence
# witness: result
# Fill the caches that all runs share with false entries.
import linecache
import re
import sys

import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        linecache.cache["<strategy>"] = (1, None, ["forged"], "<strategy>")
        re._cache.clear()
        for name, module in list(sys.modules.items()):
            if name.startswith(("engine.", "backtrader.")):
                module.LEFT_BEHIND = True
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()
