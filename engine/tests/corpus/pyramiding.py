import backtrader as bt


class Pyramid(bt.Strategy):
    params = dict(period=20, units=4, unit=40, step=0.5)

    def __init__(self):
        self.high = bt.ind.Highest(self.data.high(-1), period=self.p.period)
        self.low = bt.ind.Lowest(self.data.low(-1), period=self.p.period // 2)
        self.atr = bt.ind.ATR(period=14)
        self.last_price = None
        self.added = 0

    def next(self):
        price = self.data.close[0]
        if not self.position:
            self.added = 0
            if price > self.high[0]:
                self.buy(size=self.p.unit)
                self.last_price, self.added = price, 1
        elif price < self.low[0]:
            self.close()
        elif self.added < self.p.units and price > self.last_price + self.p.step * self.atr[0]:
            self.buy(size=self.p.unit)
            self.last_price = price
            self.added += 1
