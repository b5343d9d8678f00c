# verdict: BAD_RESULT
# family: forging
# witness: memory
# Announce a frame of four gigabytes.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.write(3, b"\x04\xff\xff\xff\xff")
