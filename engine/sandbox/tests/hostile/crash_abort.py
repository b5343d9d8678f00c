# verdict: CRASHED
# Abort.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.abort()
