# verdict: FORBIDDEN
# family: files
# witness: canary
# Write to a file by mapping it into memory.
import mmap
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        mmap.mmap(os.open("@CANARY@/precious", os.O_RDWR), 0)[:1] = b"?"
