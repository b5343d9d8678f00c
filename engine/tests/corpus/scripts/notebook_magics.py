!pip install backtrader yfinance -q
%matplotlib inline
import backtrader as bt
import yfinance as yf

class GoldenCross(bt.Strategy):
    params = (('fast', 20), ('slow', 60))

    def __init__(self):
        fast = bt.ind.SMA(period=self.p.fast)
        slow = bt.ind.SMA(period=self.p.slow)
        self.crossover = bt.ind.CrossOver(fast, slow)

    def next(self):
        if self.crossover > 0:
            self.buy()
        elif self.crossover < 0:
            self.close()

%%time
data = bt.feeds.PandasData(dataname=yf.download('SPY', '2015-01-01'))
cerebro = bt.Cerebro()
cerebro.adddata(data)
cerebro.addstrategy(GoldenCross)
cerebro.run()
%time cerebro.plot()
