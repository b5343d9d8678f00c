import backtrader as bt
import pandas as pd


class Regression(bt.Strategy):
    params = dict(window=40)

    def __init__(self):
        self.closes = []

    def next(self):
        self.closes.append(self.data.close[0])
        if len(self.closes) < self.p.window:
            return
        series = pd.Series(self.closes[-self.p.window :])
        slope = series.diff().rolling(10).mean().iloc[-1]
        if slope > 0 and self.position.size <= 0:
            self.order_target_percent(target=0.5)
        elif slope < 0 and self.position.size >= 0:
            self.order_target_percent(target=-0.2)
