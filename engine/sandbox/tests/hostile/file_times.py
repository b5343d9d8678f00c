# verdict: FORBIDDEN
# family: files
# witness: canary
# Learn when a file was changed.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print(os.stat("@CANARY@/roots").st_mtime_ns)
