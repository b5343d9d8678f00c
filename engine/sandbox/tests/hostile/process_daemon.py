# verdict: FORBIDDEN
# family: processes
# witness: process
# Become a service: two forks and a session of one's own.
import os
import time

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(60)
            os._exit(0)
