# verdict: FORBIDDEN
# family: files
# witness: canary
# Make a folder.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.mkdir("@CANARY@/folder")
