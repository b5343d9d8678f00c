# verdict: FORBIDDEN
# family: files
# witness: canary
# Keep a semaphore set, which outlives every process.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        kept = libc.semget(0x57A7, 1, 0o1666)
        if kept < 0:
            raise OSError(ctypes.get_errno(), "refused")
