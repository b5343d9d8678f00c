# verdict: FORBIDDEN
# family: files
# witness: canary
# Ask the kernel for an I/O ring, which goes round system call filters.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        ctypes.CDLL(None).syscall(425, 8, ctypes.create_string_buffer(120))
