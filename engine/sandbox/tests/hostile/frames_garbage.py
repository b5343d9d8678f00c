# verdict: BAD_RESULT
# family: forging
# witness: result
# Send noise instead of a result.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.write(3, b"\xff" * 1_000)
        os._exit(0)
