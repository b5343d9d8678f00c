# verdict: FORBIDDEN
# family: signals
# witness: neighbour
# Stop the run of somebody else for good.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.kill(int("@JOB@"), 19)
