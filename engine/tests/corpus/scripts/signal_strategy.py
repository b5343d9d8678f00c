from datetime import datetime
import backtrader as bt

# Create a subclass of SignalStrategy to define the indicators and signals

class SmaCross(bt.SignalStrategy):
    def __init__(self):
        sma1, sma2 = bt.ind.SMA(period=10), bt.ind.SMA(period=30)
        crossover = bt.ind.CrossOver(sma1, sma2)
        self.signal_add(bt.SIGNAL_LONG, crossover)

cerebro = bt.Cerebro()  # create a "Cerebro" engine instance
cerebro.addstrategy(SmaCross)  # Add the trading strategy

data0 = bt.feeds.YahooFinanceData(dataname='MSFT', fromdate=datetime(2011, 1, 1),
                                  todate=datetime(2012, 12, 31))
cerebro.adddata(data0)  # Add the data feed

cerebro.run()  # run it all
cerebro.plot()  # and plot it with a single command
