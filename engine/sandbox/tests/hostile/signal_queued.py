# verdict: FORBIDDEN
# family: signals
# witness: neighbour
# Send a signal that carries a value.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        told = (ctypes.c_int32 * 32)(10, 0, -1)
        libc.syscall(129, int("@NEIGHBOUR@"), 10, told)
