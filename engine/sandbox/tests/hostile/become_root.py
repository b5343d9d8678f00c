# verdict: FORBIDDEN
# family: processes
# witness: canary
# Become root.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.setuid(0)
