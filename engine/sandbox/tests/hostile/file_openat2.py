# verdict: FORBIDDEN
# family: files
# witness: canary
# Read a file by the newest of the calls that open one.
import ctypes
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        how = (ctypes.c_uint64 * 3)(0, 0, 0)
        descriptor = libc.syscall(437, -100, b"@CANARY@/precious", how, 24)
        if descriptor < 0:
            raise OSError(ctypes.get_errno(), "refused")
        print(os.read(descriptor, 100))
