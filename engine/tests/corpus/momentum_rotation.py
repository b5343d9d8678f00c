import backtrader as bt


class Rotation(bt.Strategy):
    params = dict(lookback=60, rebalance_days=21, keep=1)

    def __init__(self):
        self.inds = {d: {"roc": bt.ind.RateOfChange(d.close, period=self.p.lookback)} for d in self.datas}

    def next(self):
        if len(self) % self.p.rebalance_days != 0:
            return
        ranked = sorted(self.datas, key=lambda d: self.inds[d]["roc"][0], reverse=True)
        top = ranked[: self.p.keep]
        for d in self.datas:
            if self.getposition(d).size and d not in top:
                self.close(d)
        for d in top:
            self.order_target_percent(d, target=0.9 / self.p.keep)
