# verdict: FORBIDDEN
# family: network
# witness: listener
# Have pandas fetch a table.
import backtrader as bt
import pandas as pd


class Hostile(bt.Strategy):
    def next(self):
        pd.read_csv("http://127.0.0.1:@PORT@/table.csv")
