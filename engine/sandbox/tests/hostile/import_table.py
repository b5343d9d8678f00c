# verdict: FORBIDDEN
# family: imports
# witness: canary
# Take a module from the table of modules under the name of the machine.
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        sys.modules["posix"].mkdir("@CANARY@/posix")
