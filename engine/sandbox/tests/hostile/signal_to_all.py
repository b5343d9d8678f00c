# verdict: FORBIDDEN
# family: signals
# witness: neighbour
# Kill whatever can be killed.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.kill(-1, 9)
