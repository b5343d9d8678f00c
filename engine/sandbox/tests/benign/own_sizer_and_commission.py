# benign: a bt.Sizer of the author's own in use, and a bt.CommInfoBase subclass used to estimate costs
# trades: yes
import backtrader as bt


class Tiered(bt.CommInfoBase):
    params = (("stocklike", True), ("commtype", bt.CommInfoBase.COMM_PERC), ("percabs", True), ("floor", 1.0))

    def _getcommission(self, size, price, pseudoexec):
        return max(self.p.floor, abs(size) * price * self.p.commission)


class RiskSizer(bt.Sizer):
    params = dict(risk=0.02)

    def _getsizing(self, comminfo, cash, data, isbuy):
        if not isbuy:
            return self.broker.getposition(data).size
        return int(self.broker.getvalue() * self.p.risk / max(self.strategy.atr[0], 0.01))


class Costed(bt.Strategy):
    def __init__(self):
        self.atr = bt.ind.ATR(period=10)
        self.momentum = bt.ind.ROC(period=8)
        self.sizer = RiskSizer(risk=0.01)
        self.scheme = Tiered(commission=0.001)

    def next(self):
        cost = self.scheme.getcommission(100, self.data.close[0])
        own = self.broker.getcommissioninfo(self.data).getcommission(100, self.data.close[0])
        if self.momentum[0] > 0 and not self.position and cost >= own:
            self.buy()
        elif self.momentum[0] < 0 and self.position:
            self.close()
