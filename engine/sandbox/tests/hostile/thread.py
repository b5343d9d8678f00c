# verdict: FORBIDDEN
# family: threads
# witness: canary
# Start a thread.
import threading

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        threading.Thread(target=open, args=("@CANARY@/thread", "w")).start()
