# verdict: FORBIDDEN
# family: processes
# witness: neighbour
# Take another process over with ptrace.
import ctypes
import time

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        ctypes.CDLL(None).ptrace(16, int("@NEIGHBOUR@"), 0, 0)
        time.sleep(2)
