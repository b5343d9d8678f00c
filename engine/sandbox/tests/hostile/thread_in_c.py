# verdict: FORBIDDEN
# family: threads
# witness: canary
# Start a thread that never runs a line of Python.
import ctypes
import time

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None)
        kept = ctypes.create_string_buffer(b"@CANARY@/native")
        libc.pthread_create(ctypes.byref(ctypes.c_ulong()), None, libc.mkdir, kept)
        time.sleep(0.2)
