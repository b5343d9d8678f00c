# benign: three symbols, covariance and optimal weights, dicts keyed by feeds, zip and enumerate of self.datas
# trades: yes
# symbols: ABC DEF GHI
import backtrader as bt
import numpy as np
import pandas as pd


class Rotation(bt.Strategy):
    params = (("window", 40), ("every", 10))

    def __init__(self):
        self.inds = {}
        for i, d in enumerate(self.datas):
            self.inds[d] = {"mom": bt.ind.ROC(d.close, period=20), "vol": bt.ind.StdDev(d.close, period=20), "n": i}

    def next(self):
        if len(self) < self.p.window or len(self) % self.p.every:
            return
        frame = pd.DataFrame({d._name: d.close.get(size=self.p.window) for d in self.datas})
        covariance = frame.pct_change().dropna().cov().values + np.eye(len(self.datas)) * 1e-8
        raw = np.linalg.solve(covariance, np.ones(len(self.datas)))
        weights = dict(zip(self.datas, np.clip(raw / raw.sum(), 0, 0.9)))
        ranked = sorted(self.datas, key=lambda d: self.inds[d]["mom"][0], reverse=True)
        for d in ranked[-1:]:
            self.order_target_percent(d, target=0.0)
        for d in ranked[:-1]:
            self.order_target_percent(d, target=0.9 * float(weights[d]) / max(sum(weights.values()), 1))
