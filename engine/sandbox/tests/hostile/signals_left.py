# verdict: FORBIDDEN
# family: persistence
# witness: result
# Leave signals ignored and a timer running.
import signal

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
