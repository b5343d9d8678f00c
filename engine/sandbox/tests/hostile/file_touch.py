# verdict: FORBIDDEN
# family: files
# witness: canary
# Change the time of a file.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.utime("@CANARY@/precious")
