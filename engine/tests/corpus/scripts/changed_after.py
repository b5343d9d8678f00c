import backtrader as bt


class Tuned(bt.Strategy):
    params = dict(period=10)
    levels = []

    def __init__(self):
        self.roc = bt.ind.ROC(period=self.p.period)

    def next(self):
        if not self.position and self.roc[0] > self.levels[0]:
            self.buy()
        elif self.position and self.roc[0] < self.levels[1]:
            self.close()


Tuned.levels.extend([0.03, 0.0])
setattr(Tuned, "alias", "tuned")


def backtest(strategy=Tuned, *, cash=1e6, commission=0.0005):
    cerebro = bt.Cerebro()
    cerebro.addstrategy(strategy)
    cerebro.broker.setcash(cash)
    cerebro.broker.setcommission(commission)
    return cerebro.run()


if __name__ == "__main__":
    backtest()
