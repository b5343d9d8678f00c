# verdict: FORBIDDEN
# family: threads
# witness: result
# Have a watchdog write into the result.
import faulthandler

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        faulthandler.dump_traceback_later(0.01, file=3)
