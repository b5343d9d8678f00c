# verdict: FORBIDDEN
# family: signals
# witness: neighbour
# Stop the worker.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.kill(int("@OWNER@"), 19)
