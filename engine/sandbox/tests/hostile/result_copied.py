# verdict: FORBIDDEN
# family: forging
# witness: result
# Keep a second handle on the result pipe.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.dup(3)
