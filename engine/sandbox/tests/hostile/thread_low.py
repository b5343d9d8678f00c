# verdict: FORBIDDEN
# family: threads
# witness: canary
# Start a thread by the lowest means Python has.
import _thread
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        _thread.start_new_thread(os.mkdir, ("@CANARY@/thread",))
