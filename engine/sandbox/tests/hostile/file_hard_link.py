# verdict: FORBIDDEN
# family: files
# witness: canary
# Give a file a second name.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.link("@CANARY@/precious", "@CANARY@/second")
