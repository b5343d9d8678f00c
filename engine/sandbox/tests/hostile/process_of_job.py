# verdict: FORBIDDEN
# family: processes
# witness: neighbour
# Kill the run of somebody else.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.kill(int("@JOB@"), 9)
