# verdict: FORBIDDEN
# family: processes
# witness: neighbour
# Take a processor away from another process.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.sched_setaffinity(int("@NEIGHBOUR@"), {max(os.sched_getaffinity(0))})
