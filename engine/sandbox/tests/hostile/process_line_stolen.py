# verdict: FORBIDDEN
# family: processes
# witness: neighbour
# Take the line on which another process is spoken to.
import ctypes
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        other = libc.syscall(434, int("@NEIGHBOUR@"), 0)
        stolen = libc.syscall(438, other, 0, 0)
        os.read(stolen, 100)
