from datetime import datetime as dt
import backtrader as bt
import pytz

TZ = pytz.timezone("US/Eastern")


class Weekly(bt.Strategy):
    def __init__(self):
        self.day = bt.ind.EMA(self.datas[0], period=10)
        self.slow = bt.ind.EMA(self.datas[-1], period=30)

    def prenext(self):
        self.next()

    def next(self):
        if len(self) < 40:
            return
        if self.day[0] > self.slow[0] and not self.getposition(self.datas[0]).size:
            self.buy(data=self.datas[0])
        elif self.day[0] < self.slow[0]:
            self.close(data=self.datas[0])


cerebro = bt.Cerebro()
feed = bt.feeds.YahooFinanceCSVData(dataname="a.csv", fromdate=dt(2019, 1, 1), tz=TZ)
cerebro.adddata(feed)
cerebro.resampledata(feed, timeframe=bt.TimeFrame.Weeks)
cerebro.addstrategy(Weekly)
cerebro.addobserver(bt.observers.DrawDown)
cerebro.addtz(TZ) if hasattr(cerebro, "addtz") else None
cerebro.run()
