# verdict: FORBIDDEN
# family: signals
# witness: time
# Ignore the signal that ends a run out of CPU time.
import signal

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
