# benign: the whole strategy in pandas: signals of all past bars computed anew on each bar, np.where, apply, chained methods
# trades: yes
import backtrader as bt
import numpy as np
import pandas as pd


def signals(frame):
    return (
        frame.assign(
            fast=lambda f: f["close"].ewm(span=8).mean(),
            slow=lambda f: f["close"].ewm(span=21).mean(),
            atr=lambda f: (f["high"] - f["low"]).rolling(10).mean(),
        )
        .assign(raw=lambda f: np.where(f["fast"] > f["slow"] + 0.05 * f["atr"], 1, np.where(f["fast"] < f["slow"], -1, 0)))
        .assign(signal=lambda f: f["raw"].replace(0, np.nan).ffill().fillna(0).astype(int))
        .dropna()
    )


class Frames(bt.Strategy):
    def __init__(self):
        self.rows = []

    def next(self):
        self.rows.append(
            dict(date=self.data.datetime.datetime(0), high=self.data.high[0], low=self.data.low[0], close=self.data.close[0])
        )
        if len(self) < 25 or len(self) % 2:
            return
        table = signals(pd.DataFrame(self.rows[-60:]).set_index("date"))
        last = table["signal"].iloc[-1]
        if last > 0 and not self.position:
            self.buy()
        elif last < 0 and self.position:
            self.close()

    def stop(self):
        print(signals(pd.DataFrame(self.rows).set_index("date")).tail().to_csv())
