#!/usr/bin/env python
# -*- coding: utf-8; py-indent-offset:4 -*-
import argparse
import datetime

import backtrader as bt
import backtrader.feeds as btfeeds
import backtrader.indicators as btind


class LongShort(bt.Strategy):
    params = dict(period=15, stake=1, onlylong=False)

    def start(self):
        pass

    def __init__(self):
        self.orderid = None
        sma = btind.MovAv.SMA(self.data, period=self.p.period)
        self.signal = btind.CrossOver(self.data.close, sma, plot=True)

    def next(self):
        if self.orderid:
            return
        if self.signal > 0.0:
            if self.position:
                self.close()
            self.buy(size=self.p.stake)
        elif self.signal < 0.0:
            if self.position:
                self.close()
            if not self.p.onlylong:
                self.sell(size=self.p.stake)


def runstrategy():
    args = parse_args()

    cerebro = bt.Cerebro()
    fromdate = datetime.datetime.strptime(args.fromdate, "%Y-%m-%d")
    data = btfeeds.BacktraderCSVData(dataname=args.data, fromdate=fromdate)
    cerebro.adddata(data)
    cerebro.addstrategy(LongShort, period=args.period, onlylong=args.onlylong, stake=args.stake)
    cerebro.broker.setcash(args.cash)
    cerebro.broker.setcommission(commission=args.comm, mult=args.mult, margin=args.margin)
    cerebro.addanalyzer(bt.analyzers.SQN)
    cerebro.addwriter(bt.WriterFile, csv=args.writercsv, rounding=4)
    cerebro.run()
    if args.plot:
        cerebro.plot(numfigs=args.numfigs, volume=False, zdown=False)


def parse_args():
    parser = argparse.ArgumentParser(description="MultiData Strategy")
    parser.add_argument("--data", "-d", default="../../datas/2006-day-001.txt", help="data to add")
    parser.add_argument("--fromdate", "-f", default="2006-01-01", help="Starting date")
    parser.add_argument("--period", default=15, type=int, help="Period to apply")
    parser.add_argument("--onlylong", "-ol", action="store_true", help="Do only long operations")
    parser.add_argument("--cash", default=100000, type=int, help="Starting Cash")
    parser.add_argument("--comm", default=2, type=float, help="Commission")
    return parser.parse_args()


if __name__ == "__main__":
    runstrategy()
