# verdict: FORBIDDEN
# family: imports
# witness: canary
# Have pandas evaluate a text that opens a file through attributes of a column.
import backtrader as bt
import pandas as pd


class Hostile(bt.Strategy):
    def next(self):
        prices = pd.DataFrame({"close": [1.0]})
        prices.eval("made = close.to_pickle('@CANARY@/eval')", engine="python")
