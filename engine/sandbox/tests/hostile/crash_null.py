# verdict: CRASHED
# family: crashes
# witness: neighbour
# Read from address zero.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        ctypes.string_at(0)
