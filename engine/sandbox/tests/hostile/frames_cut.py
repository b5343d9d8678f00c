# verdict: BAD_RESULT
# family: forging
# witness: result
# Stop in the middle of a frame.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.write(3, b"\x04\x00\x00\x00\x10{")
        os._exit(0)
