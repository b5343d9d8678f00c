from backtrader import *
from backtrader.indicators import *
from datetime import *


class StarCross(Strategy):
    params = dict(pfast=10, pslow=30)

    def __init__(self):
        self.crossover = CrossOver(SMA(period=self.p.pfast), SMA(period=self.p.pslow))

    def next(self):
        if not self.position:
            if self.crossover > 0:
                self.buy()
        elif self.crossover < 0:
            self.close()


cerebro = Cerebro()
data = feeds.YahooFinanceData(dataname="MSFT", fromdate=datetime(2011, 1, 1), todate=datetime(2012, 12, 31))
cerebro.adddata(data)
cerebro.addstrategy(StarCross)
cerebro.run()
cerebro.plot()
