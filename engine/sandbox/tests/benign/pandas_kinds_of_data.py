# benign: cut, qcut, Categorical, get_dummies, str and dt accessors, nullable types, sparse, IntervalIndex, factorize, hashing
# trades: yes
import backtrader as bt
import numpy as np
import pandas as pd


class Kinds(bt.Strategy):
    def next(self):
        if len(self) < 20 or len(self) % 9:
            return
        close = pd.Series(self.data.close.get(size=20))
        bins = pd.cut(close, bins=[0, 95, 100, 105, np.inf], labels=["low", "fair", "high", "dear"])
        quarters = pd.qcut(close, 4, labels=False, duplicates="drop")
        kind = pd.Categorical(["bull", "bear", "bull"], categories=["bear", "bull"], ordered=True)
        assert kind.max() == "bull" and bins.cat.ordered and bins.value_counts(sort=False).sum() == 20
        pd.get_dummies(bins, prefix="is"), bins.cat.codes, bins.astype(str).str.upper().str.cat(sep="|")
        pd.Series(["a_1", "b_2"]).str.extract(r"(?P<key>\w)_(?P<n>\d)"), pd.Series(["a b"]).str.split(expand=True)
        pd.Series(["AbC"]).str.lower().str.contains("b", regex=False), pd.Series(["x"]).str.pad(3).str.len()
        ints = pd.array([1, None, 3], dtype="Int64")
        flags = pd.array([True, None], dtype="boolean")
        words = pd.array(["a", None], dtype="string")
        assert ints.isna().sum() == flags.isna().sum() == words.isna().sum() == 1
        pd.Series(ints).mean(), pd.to_numeric(pd.Series(["1", "x"]), errors="coerce"), close.convert_dtypes()
        pd.arrays.SparseArray([0, 0, 1]), pd.IntervalIndex.from_breaks([0, 1, 2]).get_loc(0.5), pd.factorize(bins)
        pd.unique(quarters), pd.isna(close).any(), pd.util.hash_pandas_object(close).sum(), pd.Index([3, 1]).sort_values()
        pd.DataFrame({"a": [1, 2]}).style if False else None
        pd.RangeIndex(3).intersection(pd.Index([1, 2])), pd.Index(["a"]).union(["b"]), close.searchsorted(100)
        pd.wide_to_long(pd.DataFrame({"a1": [1], "a2": [2], "id": [0]}), ["a"], i="id", j="n")
        pd.testing.assert_series_equal(close, close.copy())
        if quarters.iloc[-1] == 0 and not self.position:
            self.buy()
        elif quarters.iloc[-1] == quarters.max() and self.position:
            self.close()
