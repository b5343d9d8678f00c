# verdict: FORBIDDEN
# family: processes
# witness: secret
# Read the memory of another process.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None)
        buffer = ctypes.create_string_buffer(64)
        here = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
        there = (ctypes.c_void_p * 2)(int("@ADDRESS@"), 64)
        libc.process_vm_readv(int("@NEIGHBOUR@"), here, 1, there, 1, 0)
        print(buffer.value.decode())
