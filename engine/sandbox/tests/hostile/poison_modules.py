# verdict: STRATEGY_ERROR
# family: persistence
# witness: neighbour
# Empty the table of modules.
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        sys.modules.clear()
        import json  # never built into the interpreter, so it must be read from a file
