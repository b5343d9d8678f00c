import backtrader as bt
import pandas as pd


def main():
    period = 25
    data = pd.read_csv("prices.csv")

    class Inner(bt.Strategy):
        def __init__(self):
            self.sma = bt.ind.SMA(period=period)

        def next(self):
            if not self.position and self.data.close[0] > self.sma[0]:
                self.buy()
            elif self.position and self.data.close[0] < self.sma[0]:
                self.close()

    cerebro = bt.Cerebro()
    cerebro.addstrategy(Inner)
    cerebro.adddata(bt.feeds.PandasData(dataname=data))
    cerebro.run()


main()
