# verdict: CRASHED
# family: crashes
# witness: result
# Cut the ground from under a built-in type.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        ctypes.memset(id(dict), 0, 200)
        {}.get(1)
