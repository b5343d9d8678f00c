# verdict: FORBIDDEN
# family: processes
# witness: neighbour
# Have another process wait for all others.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.setpriority(os.PRIO_PROCESS, int("@NEIGHBOUR@"), 19)
