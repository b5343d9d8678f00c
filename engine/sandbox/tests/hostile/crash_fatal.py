# verdict: CRASHED
# family: crashes
# witness: result
# Have the interpreter find itself broken.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        ctypes.pythonapi.Py_FatalError(b"told to")
