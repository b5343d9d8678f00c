import backtrader as bt

VERSION = 2

if VERSION == 1:

    class Candidate(bt.Strategy):
        def next(self):
            raise RuntimeError("old")
else:

    class Candidate(bt.Strategy):
        def next(self):
            if self.data.close[0] > self.data.open[0] and not self.position:
                self.buy()
            elif self.position:
                self.close()


if __name__ == "__main__" and VERSION:
    bt.Cerebro().addstrategy(Candidate)
