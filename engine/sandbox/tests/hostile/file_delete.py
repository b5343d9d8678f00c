# verdict: FORBIDDEN
# family: files
# witness: canary
# Delete a file anyone may delete.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.unlink("@CANARY@/precious")
