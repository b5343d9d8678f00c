# verdict: CRASHED
# family: exits
# witness: result
# Leave as if all were well.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os._exit(0)
