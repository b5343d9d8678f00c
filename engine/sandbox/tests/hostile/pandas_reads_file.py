# verdict: FORBIDDEN
# Read a file through pandas.
import pandas as pd

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print(pd.read_csv("/etc/passwd"))
