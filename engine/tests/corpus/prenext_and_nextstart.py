import backtrader as bt


class Warm(bt.Strategy):
    def __init__(self):
        self.slow = bt.ind.SMA(period=50)
        self.warm = 0

    def prenext(self):
        self.warm += 1
        if len(self) == 5:
            self.buy(size=10)

    def nextstart(self):
        print(f"warm after {self.warm} bars")
        self.close()

    def next(self):
        if self.data.close[0] > self.slow[0] and not self.position:
            self.buy(size=60)
        elif self.data.close[0] < self.slow[0] * 0.98 and self.position:
            self.close()
