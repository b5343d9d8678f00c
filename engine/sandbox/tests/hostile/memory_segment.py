# verdict: FORBIDDEN
# family: files
# witness: canary
# Leave a segment of System V memory, which outlives every process.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        segment = libc.shmget(0x57A7, 4_096, 0o1666)
        if segment < 0:
            raise OSError(ctypes.get_errno(), "refused")
