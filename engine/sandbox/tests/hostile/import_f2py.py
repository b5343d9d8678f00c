# verdict: STRATEGY_ERROR
# family: imports
# witness: canary
# Reach the operating system through a part of NumPy that is not there once files are closed off.
import backtrader as bt
import numpy as np


class Hostile(bt.Strategy):
    def next(self):
        import numpy.f2py

        numpy.f2py.os.mkdir("@CANARY@/fortran")
