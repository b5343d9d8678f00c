# verdict: STRATEGY_ERROR
# family: exits
# witness: result
# Ask the interpreter to leave while the code is read.
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    sys.exit(0)
