# verdict: FORBIDDEN
# family: processes
# witness: canary
# Run a shell.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.system("touch @CANARY@/shell")
