import backtrader as bt
import pandas as pd
from pandas_datareader import data as pdr


class PandasPlus(bt.feeds.PandasData):
    lines = ("signal",)
    params = (("signal", -1),)


class UsesClose(bt.Strategy):
    def __init__(self):
        self.ema = bt.ind.EMA(self.data.close, period=12)

    def next(self):
        if self.data.close[0] > self.ema[0]:
            self.order_target_size(target=20)
        else:
            self.order_target_size(target=0)


def prepare(symbol):
    frame = pdr.DataReader(symbol, "stooq")
    frame["signal"] = (frame.Close > frame.Close.shift()).astype(int)
    return frame


cerebro = bt.Cerebro()
cerebro.adddata(PandasPlus(dataname=prepare("AAPL")))
cerebro.addstrategy(UsesClose)
cerebro.run()
