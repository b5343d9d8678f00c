# verdict: FORBIDDEN
# family: signals
# witness: neighbour
# Send a signal to a group of processes.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.killpg(os.getpgid(int("@NEIGHBOUR@")), 10)
