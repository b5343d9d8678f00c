# verdict: CRASHED
# family: crashes
# witness: result
# Have the fault handler cause a fault.
import faulthandler

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        faulthandler._read_null()
