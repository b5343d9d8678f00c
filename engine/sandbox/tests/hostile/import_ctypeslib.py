# verdict: STRATEGY_ERROR
# family: imports
# witness: canary
# Call the C library through the bridge of NumPy to it, which is not there once files are closed off.
import backtrader as bt
import numpy as np


class Hostile(bt.Strategy):
    def next(self):
        np.ctypeslib.ctypes.CDLL(None).mkdir(b"@CANARY@/bridge", 0o755)
