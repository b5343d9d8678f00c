# verdict: CRASHED
# family: exits
# witness: result
# Leave at once while the code is read.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    os._exit(0)
