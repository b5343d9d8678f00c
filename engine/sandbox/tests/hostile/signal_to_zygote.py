# verdict: FORBIDDEN
# family: signals
# witness: neighbour
# Kill the process every job comes from.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.kill(int("@ZYGOTE@"), 9)
