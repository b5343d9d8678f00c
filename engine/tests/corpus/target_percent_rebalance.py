import backtrader as bt


class Rebalance(bt.Strategy):
    params = dict(every=21, reserve=0.05)

    def next(self):
        if len(self) % self.p.every:
            return
        share = (1 - self.p.reserve) / len(self.datas)
        for data in self.datas:
            self.order_target_percent(data, target=share)
