# verdict: FORBIDDEN
# family: imports
# witness: canary
# Call the C library through the bridge that NumPy builds to it.
import backtrader as bt
import numpy as np


class Hostile(bt.Strategy):
    def next(self):
        ctypes = np.ctypeslib.ctypes
        if ctypes.CDLL(None, use_errno=True).mkdir(b"@CANARY@/bridge", 0o755) < 0:
            raise OSError(ctypes.get_errno(), "refused")
