# verdict: FORBIDDEN
# family: processes
# witness: process
# Become root of a namespace.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        ctypes.CDLL(None).unshare(0x10000000)
