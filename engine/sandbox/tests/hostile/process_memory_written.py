# verdict: FORBIDDEN
# family: processes
# witness: neighbour
# Write to the memory of another process.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        buffer = ctypes.create_string_buffer(b"changed")
        here = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 7)
        there = (ctypes.c_void_p * 2)(int("@ADDRESS@"), 7)
        libc.process_vm_writev(int("@NEIGHBOUR@"), here, 1, there, 1, 0)
