# verdict: FORBIDDEN
# family: processes
# witness: canary
# Become another program.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.execv("/bin/sh", ["sh", "-c", "touch @CANARY@/exec"])
