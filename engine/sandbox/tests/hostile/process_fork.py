# verdict: FORBIDDEN
# family: processes
# witness: process
# Make a second process that outlives the job.
import os
import time

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
