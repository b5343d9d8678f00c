# benign: five strategies in one file, deep inheritance, mixins, super() with and without arguments, abstract next
# trades: yes
import backtrader as bt


class Base(bt.Strategy):
    params = dict(period=10, stop=0.95)

    def __init__(self):
        super().__init__()
        self.entry = None
        self.build()

    def build(self):
        raise NotImplementedError

    def wants(self):
        return False

    def next(self):
        if not self.position and self.wants():
            self.entry = self.data.close[0]
            self.buy()
        elif self.position and self.leaves():
            self.close()

    def leaves(self):
        return self.data.close[0] < self.entry * self.p.stop


class Averaged(Base):
    def build(self):
        self.average = bt.ind.SMA(period=self.p.period)

    def wants(self):
        return self.data.close[0] > self.average[0]


class Quick:
    def leaves(self):
        return super().leaves() or not self.wants()


class QuickAveraged(Quick, Averaged):
    params = dict(period=7)


class Strict(QuickAveraged):
    params = dict(margin=0.001)

    def wants(self):
        return super(Strict, self).wants() and self.data.close[0] > self.average[0] * (1 + self.p.margin)


class Final(Strict):
    params = (("stop", 0.97),)

    class Meta:
        version = "1.0"

    def start(self):
        super().start()
        assert self.p.period == 7 and self.p.margin == 0.001 and isinstance(self, Base) and self.Meta.version
