# verdict: FORBIDDEN
# family: files
# witness: canary
# Write to a file by mapping it as an array.
import backtrader as bt
import numpy as np


class Hostile(bt.Strategy):
    def next(self):
        np.memmap("@CANARY@/precious", mode="r+", dtype="u1")[0] = 0
