# verdict: OK
# family: persistence
# witness: neighbour
# Leave the library changed for the next run.
import builtins
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        bt.Strategy.buy = bt.Strategy.sell
        builtins.sum = max
        sys.modules["math"].sqrt = abs
