# verdict: FORBIDDEN
# family: processes
# witness: secret
# Read the worker's memory.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None)
        buffer = ctypes.create_string_buffer(64)
        here = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
        libc.process_vm_readv(int("@OWNER@"), here, 1, here, 1, 0)
