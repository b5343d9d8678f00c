# verdict: FORBIDDEN
# family: processes
# witness: neighbour
# Take the worker over with ptrace.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        ctypes.CDLL(None).ptrace(16, int("@OWNER@"), 0, 0)
