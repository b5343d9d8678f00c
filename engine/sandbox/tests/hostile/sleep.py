# verdict: TIME
# family: cpu
# witness: time
# Hold a worker without using the processor.
import time

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        time.sleep(3_600)
