import backtrader as bt
import datetime


class BaseStrategy(bt.Strategy):
    params = (("verbose", False),)

    def say(self, text):
        if self.p.verbose:
            print(text)

    def next(self):
        if self.should_buy():
            self.buy()
        elif self.position and self.should_sell():
            self.close()


class BuyDips(BaseStrategy):
    params = (("fall", 0.02),)

    def should_buy(self):
        return not self.position and self.data.close[0] < self.data.open[0] * (1 - self.p.fall)

    def should_sell(self):
        return self.data.close[0] > self.data.open[0]


class Breakout(BaseStrategy):
    params = (("window", 20),)

    def __init__(self):
        self.top = bt.ind.Highest(self.data.high(-1), period=self.p.window)
        self.low = bt.ind.Lowest(self.data.low(-1), period=self.p.window)

    def should_buy(self):
        return not self.position and self.data.close[0] > self.top[0]

    def should_sell(self):
        return self.data.close[0] < self.low[0]


STRATEGIES = {"dips": BuyDips, "breakout": Breakout}


def run(name):
    cerebro = bt.Cerebro()
    cerebro.addstrategy(STRATEGIES[name], verbose=True)
    data = bt.feeds.GenericCSVData(dataname="data.csv", dtformat="%Y-%m-%d", fromdate=datetime.datetime(2015, 1, 1))
    cerebro.adddata(data)
    return cerebro.run()


for each in STRATEGIES:
    run(each)
