# verdict: FORBIDDEN
# family: pickles
# witness: canary
# Have pandas read a pickle from memory.
import io

import backtrader as bt
import pandas as pd


class Hostile(bt.Strategy):
    def next(self):
        pd.read_pickle(io.BytesIO(b"cposix\nmkdir\n(S'@CANARY@/pandas'\ntR."), compression=None)
