# verdict: FORBIDDEN
# family: files
# witness: canary
# Empty a file without opening it.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.truncate("@CANARY@/precious", 0)
