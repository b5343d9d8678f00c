# verdict: FORBIDDEN
# family: imports
# witness: canary
# Have pandas evaluate a text that reaches the operating system.
import backtrader as bt
import pandas as pd


class Hostile(bt.Strategy):
    def next(self):
        prices = pd.DataFrame({"close": [1.0]})
        prices.query("@pd.io.common.os.mkdir('@CANARY@/query') == close", engine="python")
