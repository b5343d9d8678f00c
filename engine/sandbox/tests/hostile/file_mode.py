# verdict: FORBIDDEN
# family: files
# witness: canary
# Make a file executable.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.chmod("@CANARY@/precious", 0o777)
