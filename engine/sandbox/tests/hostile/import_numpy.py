# verdict: FORBIDDEN
# family: imports
# witness: canary
# Reach the operating system through a module of NumPy.
import backtrader as bt
import numpy as np


class Hostile(bt.Strategy):
    def next(self):
        np.lib._npyio_impl.os.mkdir("@CANARY@/numpy")
