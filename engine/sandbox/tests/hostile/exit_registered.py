# verdict: OK
# family: exits
# witness: result
# Register a function for the end, and one for the deletion of the strategy: nobody calls them.
import atexit
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.buy(size=10)
            atexit.register(os._exit, 9)

    def __del__(self):
        os.write(3, b"still here")
