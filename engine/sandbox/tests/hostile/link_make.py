# verdict: FORBIDDEN
# family: files
# witness: canary
# Make a link to a secret place.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.symlink("/etc/shadow", "@CANARY@/door")
