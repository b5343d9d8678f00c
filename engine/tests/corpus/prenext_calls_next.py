import backtrader as bt


class AllBars(bt.Strategy):
    def __init__(self):
        self.slow = bt.ind.SMA(period=100)

    def prenext(self):
        self.next()

    def next(self):
        for data in self.datas:
            if not len(data):
                continue
            if len(self) % 13 == 0 and not self.getposition(data).size:
                self.buy(data=data, size=15)
            elif len(self) % 13 == 7 and self.getposition(data).size:
                self.close(data=data)
