# -*- coding: utf-8 -*-
"""双均线策略 — стратегия двух средних"""

import backtrader as bt
import tushare as ts
import pandas as pd

初始资金 = 100000


class 双均线(bt.Strategy):
    params = (
        ("短期", 5),
        ("长期", 20),
    )

    def __init__(self):
        self.金叉 = bt.ind.CrossOver(bt.ind.SMA(period=self.p.短期), bt.ind.SMA(period=self.p.长期))

    def next(self):
        if self.金叉 > 0:
            self.buy()
        elif self.金叉 < 0:
            self.close()


数据 = ts.get_k_data("600519")
数据.index = pd.to_datetime(数据.date)
cerebro = bt.Cerebro()
cerebro.adddata(bt.feeds.PandasData(dataname=数据))
cerebro.addstrategy(双均线)
cerebro.broker.setcash(初始资金)
cerebro.run()
