import backtrader as bt


class Trail(bt.Strategy):
    params = (("trail", 0.02),)

    def __init__(self):
        self.xup = bt.ind.CrossUp(bt.ind.SMA(period=10), bt.ind.SMA(period=30))
        self.exit_order = None

    def next(self):
        if not self.position:
            if self.xup:
                self.buy()
                self.exit_order = None
        elif self.exit_order is None:
            self.exit_order = self.sell(exectype=bt.Order.StopTrail, trailpercent=self.p.trail)
