import backtrader as bt


class Pair(bt.Strategy):
    params = dict(period=30, upper=1.5, lower=-1.5, size=50)

    def __init__(self):
        other = self.datas[-1]
        self.spread = self.data0.close / other.close
        self.mean = bt.ind.SMA(self.spread, period=self.p.period)
        self.dev = bt.ind.StdDev(self.spread, period=self.p.period)

    def next(self):
        if not self.dev[0]:
            if not self.position and len(self) % 40 == 0:
                self.buy(size=self.p.size)
            elif len(self) % 40 == 20:
                self.close()
            return
        z = (self.spread[0] - self.mean[0]) / self.dev[0]
        position = self.getposition(self.data0).size
        if z > self.p.upper and position >= 0:
            self.order_target_size(self.data0, target=-self.p.size)
            self.order_target_size(self.datas[-1], target=self.p.size)
        elif z < self.p.lower and position <= 0:
            self.order_target_size(self.data0, target=self.p.size)
            self.order_target_size(self.datas[-1], target=-self.p.size)
        elif abs(z) < 0.3 and position:
            self.close(self.data0)
            self.close(self.datas[-1])
