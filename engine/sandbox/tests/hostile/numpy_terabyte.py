# verdict: MEMORY
# family: memory
# witness: memory
# Ask for a terabyte at once.
import numpy as np

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        np.ones(1 << 37)
