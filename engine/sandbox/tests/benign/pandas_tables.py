# benign: pandas groupby, merge, merge_asof, join, concat, pivot_table, melt, stack, crosstab, MultiIndex, assign, apply
# trades: yes
import backtrader as bt
import numpy as np
import pandas as pd


def frame_of(data, count):
    return pd.DataFrame(
        {name: getattr(data, name).get(size=count) for name in ("open", "high", "low", "close", "volume")},
        index=pd.DatetimeIndex([data.num2date(value) for value in data.datetime.get(size=count)], name="date"),
    )


class Tables(bt.Strategy):
    def next(self):
        if len(self) < 40 or len(self) % 15:
            return
        frame = frame_of(self.data, 40)
        frame = frame.assign(up=frame.close > frame.open, day=frame.index.dayofweek, month=frame.index.month)
        by_day = frame.groupby("day").agg(mean=("close", "mean"), last=("close", "last"), n=("volume", "size"))
        frame.groupby(["month", "up"])["close"].agg(["min", "max"]).unstack(fill_value=0).stack(future_stack=True)
        frame.groupby("up").apply(lambda part: part.close.mean(), include_groups=False)
        frame.groupby("month").transform("mean"), frame.groupby("month").cumcount(), frame.groupby("up").nth(0)
        frame.groupby("day")["close"].rolling(2).mean(), frame.groupby(pd.Grouper(freq="W")).last()
        for key, part in frame.groupby("month"):
            assert len(part) and key in range(1, 13)
        merged = frame.reset_index().merge(by_day.reset_index(), on="day", how="left", validate="m:1", indicator=True)
        quotes = pd.DataFrame({"date": frame.index[::3], "quote": np.arange(len(frame.index[::3]), dtype=float)})
        asof = pd.merge_asof(frame.reset_index(), quotes, on="date", direction="backward")
        frame.join(by_day, on="day"), pd.concat([frame, frame], keys=["a", "b"], names=["set"]).loc["a"]
        frame.pivot_table(index="month", columns="up", values="close", aggfunc="mean", margins=True, observed=False)
        frame.reset_index().melt(id_vars="date", value_vars=["open", "close"])
        pd.crosstab(frame.up, frame.day, normalize="index"), frame.corr(numeric_only=True), frame[["open", "close"]].cov()
        index = pd.MultiIndex.from_product([["x", "y"], [1, 2]], names=["k", "n"])
        table = pd.DataFrame(np.arange(8).reshape(4, 2), index=index, columns=["a", "b"])
        table.xs(1, level="n"), table.loc[("x", 2), "a"], table.swaplevel().sort_index(), table.T.stack(future_stack=True)
        frame.loc[frame.close > frame.close.mean(), ["open", "close"]], frame.iloc[-5:, 0], frame.at[frame.index[0], "open"]
        frame.nlargest(2, "close"), frame.drop_duplicates("day"), frame.duplicated().any(), frame.isna().sum().sum()
        frame.sort_values(["day", "close"], ascending=[True, False]), frame.rename(columns=str.upper).filter(like="CLO")
        frame.select_dtypes("number").idxmax(), frame.apply(lambda row: row.close - row.open, axis=1), frame.eq(frame).all()
        frame.explode("up"), frame.pipe(lambda one: one.head()), frame.info, frame.memory_usage(deep=True), frame.dtypes
        list(frame.itertuples(index=True, name="Bar"))[0].close, next(frame.iterrows())[1]["open"]
        assert len(merged) == len(asof) == 40
        if by_day["mean"].idxmax() == frame.day.iloc[-1] and not self.position:
            self.buy()
        elif self.position:
            self.close()
