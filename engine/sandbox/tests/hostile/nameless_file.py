# verdict: FORBIDDEN
# family: processes
# witness: canary
# Keep a program in a file without a name.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.memfd_create("program")
