import backtrader as bt


def _init(self):
    self.sma = bt.ind.SMA(period=15)


def _next(self):
    if not self.position and self.data.close[0] > self.sma[0]:
        self.buy()
    elif self.position and self.data.close[0] < self.sma[0]:
        self.close()


Made = type("Made", (bt.Strategy,), {"__init__": _init, "next": _next})

if __name__ == "__main__":
    cerebro = bt.Cerebro()
    cerebro.addstrategy(Made)
    cerebro.run()
