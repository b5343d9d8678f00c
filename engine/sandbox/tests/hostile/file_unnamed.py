# verdict: FORBIDDEN
# family: files
# witness: canary
# Make a file without a name and name it later.
import ctypes
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        descriptor = os.open("@CANARY@", os.O_TMPFILE | os.O_RDWR)
        ctypes.CDLL(None).linkat(-100, b"/proc/self/fd/%d" % descriptor, -100, b"@CANARY@/named", 0x400)
