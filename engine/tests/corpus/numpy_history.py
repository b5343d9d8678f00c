import backtrader as bt
import numpy as np


class ZScore(bt.Strategy):
    params = dict(window=30)

    def next(self):
        if len(self.data) < self.p.window:
            return
        closes = np.array(self.data.close.get(size=self.p.window))
        z = (closes[-1] - closes.mean()) / (closes.std() or 1.0)
        if z < -1.5 and not self.position:
            self.buy()
        elif z > 0 and self.position:
            self.close()
