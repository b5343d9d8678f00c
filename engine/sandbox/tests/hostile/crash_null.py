# verdict: CRASHED
# Read from address zero.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        ctypes.string_at(0)
