# verdict: FORBIDDEN
# family: files
# witness: canary
# Read a file through pandas.
import pandas as pd

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print(pd.read_csv("@CANARY@/precious").columns)
