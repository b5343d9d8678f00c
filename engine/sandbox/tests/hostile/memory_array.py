# verdict: MEMORY
# family: memory
# witness: memory
# Fill the memory at once.
import numpy as np

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        np.ones(10**10)
