# verdict: CRASHED
# family: crashes
# witness: neighbour
# Abort.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.abort()
