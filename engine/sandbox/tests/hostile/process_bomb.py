# verdict: FORBIDDEN
# family: processes
# witness: process
# Make processes until the machine gives up.
import os
import time

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        while True:
            if os.fork() == 0:
                time.sleep(60)
                os._exit(0)
