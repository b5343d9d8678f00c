# verdict: STRATEGY_ERROR
# Empty the table of modules.
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        sys.modules.clear()
        import math
