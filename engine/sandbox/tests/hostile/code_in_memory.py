# verdict: FORBIDDEN
# family: processes
# witness: canary
# Map memory that can be executed.
import mmap

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
