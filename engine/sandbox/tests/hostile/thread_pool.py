# verdict: FORBIDDEN
# family: threads
# witness: canary
# Start a pool of threads.
import concurrent.futures
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        concurrent.futures.ThreadPoolExecutor().submit(os.mkdir, "@CANARY@/pool").result()
