# verdict: FORBIDDEN
# family: files
# witness: canary
# Rename a file anyone may rename.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.rename("@CANARY@/precious", "@CANARY@/taken")
