try:
    import backtrader as bt
except ImportError:
    print("pip install backtrader")
    raise SystemExit(1)

try:
    import talib

    HAS_TALIB = True
except ImportError:
    HAS_TALIB = False

try:
    import matplotlib

    matplotlib.use("Agg")
except ImportError:
    matplotlib = None


class MaybeTalib(bt.Strategy):
    def __init__(self):
        self.rsi = bt.talib.RSI(self.data, timeperiod=14) if HAS_TALIB else bt.ind.RSI(period=14)

    def next(self):
        if self.rsi[0] < 35 and not self.position:
            self.buy()
        elif self.rsi[0] > 60 and self.position:
            self.close()


try:
    cerebro = bt.Cerebro()
    cerebro.addstrategy(MaybeTalib)
    cerebro.run()
except Exception as error:
    print("failed", error)
finally:
    if matplotlib:
        cerebro.plot()
