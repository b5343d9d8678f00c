# verdict: BAD_RESULT
# family: forging
# witness: result
# Have every number pass for a finite one, and order what is none.
import math

import backtrader as bt
import numpy as np


class Hostile(bt.Strategy):
    def next(self):
        math.isfinite = np.isfinite = lambda value: True
        math.isnan = np.isnan = lambda value: False
        if len(self) == 5:
            self.buy(size=float("nan"))
