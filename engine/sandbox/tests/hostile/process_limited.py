# verdict: FORBIDDEN
# family: processes
# witness: neighbour
# Lower the limits of another process.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        nothing = (ctypes.c_uint64 * 2)(0, 0)
        answer = libc.prlimit(int("@NEIGHBOUR@"), 4, nothing, None)
        if answer < 0:
            raise OSError(ctypes.get_errno(), "refused")
