# benign: read_csv and read_json of StringIO, DataFrame.query and DataFrame.eval of plain expressions, read_table, json_normalize
# trades: yes
import json
from io import StringIO

import backtrader as bt
import pandas as pd

LEVELS = """name,low,high,from
cheap,0,99,2019-12-01
dear,99,1000,2020-01-01
"""


class Levels(bt.Strategy):
    def __init__(self):
        self.levels = pd.read_csv(StringIO(LEVELS), parse_dates=["from"], dtype={"low": float}, index_col="name")
        pd.read_csv(StringIO("a;b\n1,5;2\n"), sep=";", decimal=",", comment="#", engine="python", na_values=["x"])
        pd.read_csv(StringIO("a b\n1 2\n"), sep=r"\s+"), pd.read_table(StringIO("a\tb\n1\t2\n"))
        pd.read_csv(StringIO("a,b\n1,2\n3,4\n"), chunksize=1).get_chunk(), pd.read_fwf(StringIO("a  b\n1  2\n"))
        pd.read_json(StringIO('[{"a": 1}, {"a": 2}]')), pd.json_normalize(json.loads('[{"a": {"b": 1}}]'))
        assert pd.read_json(StringIO(self.levels.to_json())).shape == (2, 3)

    def next(self):
        if len(self) % 8:
            return
        price = self.data.close[0]
        found = self.levels.query("low <= @price < high and low >= 0")
        table = self.levels.assign(price=price)
        table.eval("gap = high - price", inplace=True)
        table = table.eval("far = gap > 10 and price > 0")
        wide = pd.eval("table.high - table.low")
        assert len(found) == 1 and table.gap.iloc[0] and wide.iloc[0] == 99 and "far" in table
        if found.index[0] == "dear" and not self.position:
            self.buy()
        elif self.position:
            self.close()
