# benign: two symbols, regression of one on the other, orders on both, datas by name, order_target_*
# trades: yes
# symbols: ABC DEF
import backtrader as bt
import numpy as np


class Pairs(bt.Strategy):
    params = dict(window=30, entry=1.0)

    def __init__(self):
        self.first, self.second = self.datas
        assert self.getdatabyname("DEF") is self.second and self.dnames.ABC is self.first and self.getdatanames()

    def next(self):
        if len(self) < self.p.window:
            return
        x = np.log(self.first.close.get(size=self.p.window))
        y = np.log(self.second.close.get(size=self.p.window))
        beta, alpha = np.polyfit(x, y, 1)
        spread = y - beta * x - alpha
        z = (spread[-1] - spread.mean()) / (spread.std() + 1e-12)
        if z > self.p.entry:
            self.order_target_percent(self.first, target=0.4)
            self.order_target_size(self.second, target=0)
        elif z < -self.p.entry:
            self.order_target_value(self.second, target=0.4 * self.broker.getvalue())
            self.order_target_percent(data=self.first, target=0.0)
        elif abs(z) < 0.2:
            for data in self.datas:
                if self.getposition(data).size:
                    self.close(data)
