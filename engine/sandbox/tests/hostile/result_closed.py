# verdict: CRASHED
# family: exits
# witness: result
# Close the result pipe.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.close(3)
