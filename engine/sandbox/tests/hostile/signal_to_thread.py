# verdict: FORBIDDEN
# family: signals
# witness: neighbour
# Send a signal to one thread of another process.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        answer = libc.syscall(234, int("@NEIGHBOUR@"), int("@NEIGHBOUR@"), 10)
        if answer < 0:
            raise OSError(ctypes.get_errno(), "refused")
