# verdict: FORBIDDEN
# family: imports
# witness: canary
# Reach the operating system through the part of NumPy that compiles Fortran.
import backtrader as bt
import numpy as np


class Hostile(bt.Strategy):
    def next(self):
        import numpy.f2py

        numpy.f2py.os.mkdir("@CANARY@/fortran")
