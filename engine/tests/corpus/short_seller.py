import backtrader as bt


class Short(bt.Strategy):
    def __init__(self):
        self.stoch = bt.ind.Stochastic(safediv=True)

    def next(self):
        if not self.position and self.stoch.percK[0] > 85:
            self.sell(size=60)
        elif self.position and self.stoch.percK[0] < 25:
            self.buy(size=-self.position.size)
