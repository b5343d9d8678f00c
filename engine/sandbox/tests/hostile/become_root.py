# verdict: FORBIDDEN
# family: processes
# witness: canary
# control: no, because the change of user that stops it is kept there
# Become root and read what only root may read.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.setuid(0)
        print(open("@CANARY@/roots").read())
