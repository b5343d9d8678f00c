# verdict: FORBIDDEN
# family: files
# witness: canary
# List a folder.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print(os.listdir("@CANARY@/drawer"))
