# verdict: CRASHED or STRATEGY_ERROR or FORBIDDEN or MEMORY
# family: crashes
# witness: result
# Overflow the stack of C through a callback of a callback.
import ctypes
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        @ctypes.CFUNCTYPE(None)
        def again():
            again()

        sys.setrecursionlimit(10**9)
        again()
