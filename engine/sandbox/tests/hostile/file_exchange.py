# verdict: FORBIDDEN
# family: files
# witness: canary
# Swap two files in one step, by a call that Python does not have.
import ctypes
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)
        answer = libc.renameat2(-100, b"@CANARY@/precious", -100, b"@CANARY@/drawer", 2)
        if answer < 0:
            raise OSError(ctypes.get_errno(), "refused")
