# verdict: FORBIDDEN
# family: processes
# witness: canary
# Start a program without a fork of one's own.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.posix_spawn("/bin/touch", ["touch", "@CANARY@/spawn"], {})
