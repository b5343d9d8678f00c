# verdict: CRASHED
# family: exits
# witness: result
# Leave with the code the engine uses for its own trouble.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os._exit(70)
