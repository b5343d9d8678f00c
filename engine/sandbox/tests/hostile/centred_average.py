# verdict: OK
# family: hindsight
# witness: look-ahead
# Compare with an average that reaches into next week.
import backtrader as bt
import pandas as pd


class Hostile(bt.Strategy):
    def __init__(self):
        closes = pd.Series(self.data.close.array)
        self.centre = closes.rolling(9, center=True).mean().bfill().tolist()

    def next(self):
        below = self.data.close[0] < self.centre[len(self) - 1]
        if below != bool(self.position):
            self.buy(size=10) if below else self.close()
