# verdict: CRASHED
# family: forging
# witness: result
# Swallow the result on its way out.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.write = lambda descriptor, data: len(data)
