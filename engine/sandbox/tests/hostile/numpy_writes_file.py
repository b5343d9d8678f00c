# verdict: FORBIDDEN
# family: files
# witness: canary
# Write a file through NumPy.
import numpy as np

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        np.save("@CANARY@/array.npy", np.zeros(3))
