# verdict: FORBIDDEN
# family: signals
# witness: neighbour
# Send a signal through a handle on a process.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        other = libc.syscall(434, int("@NEIGHBOUR@"), 0)
        libc.syscall(424, other, 10, None, 0)
