# benign: a whole script with Cerebro, yfinance, matplotlib, argparse, files, sys.exit and cerebro.plot() under __main__
# trades: yes
from __future__ import annotations

import argparse
import datetime
import os.path
import sys

import backtrader as bt
import matplotlib.pyplot as plt
import yfinance as yf


class SmaCross(bt.Strategy):
    params = dict(fast=8, slow=21)

    def log(self, text, dt=None):
        dt = dt or self.datas[0].datetime.date(0)
        print("%s, %s" % (dt.isoformat(), text))

    def __init__(self):
        self.cross = bt.ind.CrossOver(bt.ind.SMA(period=self.p.fast), bt.ind.SMA(period=self.p.slow))

    def next(self):
        if not self.position and self.cross > 0:
            self.log("BUY CREATE, %.2f" % self.data.close[0])
            self.buy()
        elif self.position and self.cross < 0:
            self.close()


def parse_args(pargs=None):
    parser = argparse.ArgumentParser(description="Sample")
    parser.add_argument("--cash", type=float, default=10_000.0)
    parser.add_argument("--plot", action="store_true")
    return parser.parse_args(pargs)


def run(args=None):
    args = parse_args(args)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.addstrategy(SmaCross)
    path = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "data.csv")
    if os.path.exists(path):
        data = bt.feeds.GenericCSVData(dataname=path, fromdate=datetime.datetime(2020, 1, 1))
    else:
        data = bt.feeds.PandasData(dataname=yf.download("AAPL", start="2020-01-01"))
    cerebro.adddata(data)
    cerebro.broker.setcash(args.cash)
    cerebro.broker.setcommission(commission=0.001)
    cerebro.addsizer(bt.sizers.PercentSizer, percents=90)
    cerebro.addanalyzer(bt.analyzers.SharpeRatio, _name="sharpe")
    results = cerebro.run()
    with open("result.txt", "w") as file:
        file.write(str(results[0].analyzers.sharpe.get_analysis()))
    if args.plot:
        cerebro.plot(style="candlestick")
        plt.show()


if __name__ == "__main__":
    sys.exit(run())
