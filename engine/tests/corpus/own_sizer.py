import backtrader as bt


class LongOnly(bt.Sizer):
    params = (("stake", 37),)

    def _getsizing(self, comminfo, cash, data, isbuy):
        if isbuy:
            return self.p.stake
        position = self.broker.getposition(data)
        return position.size if position.size else 0


class OwnSizer(bt.Strategy):
    def start(self):
        self.setsizer(LongOnly())

    def __init__(self):
        self.mom = bt.ind.Momentum(period=12)

    def next(self):
        if self.mom[0] > 0 and not self.position:
            self.buy()
        elif self.mom[0] < 0 and self.position:
            self.sell()
