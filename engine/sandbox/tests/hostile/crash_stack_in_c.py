# verdict: FORBIDDEN or CRASHED or STRATEGY_ERROR, by how libffi makes a callback
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
