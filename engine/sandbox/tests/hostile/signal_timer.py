# verdict: TIME
# family: signals
# witness: time
# Set an alarm that ends the process before its time is up.
import signal

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        signal.alarm(1)
        while True:
            pass
