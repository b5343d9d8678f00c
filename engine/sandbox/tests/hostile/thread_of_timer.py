# verdict: FORBIDDEN
# family: threads
# witness: canary
# Have something done once the result is out.
import os
import threading
import time

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        threading.Timer(0.01, os.mkdir, ["@CANARY@/later"]).start()
        time.sleep(0.2)
