# benign: a Monte Carlo simulation of a thousand paths, sorting and large integers: a second of computing in all
# trades: yes
import backtrader as bt
import numpy as np


class Paths(bt.Strategy):
    def next(self):
        if len(self) < 60 or len(self) % 5:
            return
        returns = np.diff(np.log(self.data.close.get(size=60)))
        rng = np.random.default_rng(len(self))
        paths = np.exp(np.cumsum(rng.choice(returns, size=(1_000, 20)), axis=1))
        worst = np.percentile(paths.min(axis=1), 5)
        share = np.mean(paths[:, -1] > 1)
        assert sorted(paths[:, -1].tolist())[0] == paths[:, -1].min() and pow(7, 10_001, 10**9 + 7)
        if share > 0.55 and worst > 0.85 and not self.position:
            self.buy()
        elif share < 0.45 and self.position:
            self.close()
