# verdict: FORBIDDEN
# family: imports
# witness: canary
# Reach the operating system through a module of pandas.
import backtrader as bt
import pandas as pd


class Hostile(bt.Strategy):
    def next(self):
        pd.io.common.os.mkdir("@CANARY@/pandas")
