# verdict: FORBIDDEN
# family: files
# witness: canary
# Learn where a link points.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print(os.readlink("@CANARY@/link"))
