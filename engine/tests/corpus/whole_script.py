from __future__ import absolute_import, division, print_function, unicode_literals

import argparse
import datetime

import backtrader as bt
import backtrader.indicators as btind


class St(bt.Strategy):
    params = dict(maperiod=15)
    alias = ("SMA_CrossOver",)

    def __init__(self):
        sma = btind.SMA(self.data, period=self.p.maperiod)
        self.buysig = btind.CrossOver(self.data, sma)

    def next(self):
        if self.position.size:
            if self.buysig < 0:
                self.sell()
        elif self.buysig > 0:
            self.buy()


def runstrat():
    cerebro = bt.Cerebro()
    cerebro.addstrategy(St)
    data = bt.feeds.YahooFinanceData(dataname="AAPL", fromdate=datetime.datetime(2011, 1, 1))
    cerebro.adddata(data)
    cerebro.run()
    cerebro.plot()


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--plot", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    runstrat()
