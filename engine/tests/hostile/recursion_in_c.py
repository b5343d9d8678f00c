# verdict: CRASHED or STRATEGY_ERROR
# Overflow the stack of the interpreter itself; Python 3.12 and newer notice it in time.
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        sys.setrecursionlimit(2**31 - 1)
        nest = []
        for _ in range(10**5):
            nest = [nest]
        repr(nest)
