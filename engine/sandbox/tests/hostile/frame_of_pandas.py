# verdict: MEMORY
# family: memory
# witness: memory
# Join two tables to one of ten billion rows.
import pandas as pd

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        table = pd.DataFrame({"key": [1] * 100_000})
        table.merge(table, on="key")
