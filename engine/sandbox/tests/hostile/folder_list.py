# verdict: FORBIDDEN
# family: files
# witness: canary
# List the root folder.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print(os.listdir("/"))
