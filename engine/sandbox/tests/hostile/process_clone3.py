# verdict: FORBIDDEN
# family: processes
# witness: process
# Make a process by the newest of the calls that make one.
import ctypes
import os
import time

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        wanted = (ctypes.c_uint64 * 8)(0, 0, 0, 0, 17)
        if libc.syscall(435, wanted, 64) == 0:
            time.sleep(60)
            os._exit(0)
