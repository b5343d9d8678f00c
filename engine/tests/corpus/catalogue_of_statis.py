import backtrader as bt
import statis_indicators as si
from statis_indicators import ATR, CMF, MACD, SMA


class CatalogueTrend(bt.Strategy):
    """Indicators of the catalogue: of a feed, of its lines, of one another, and beside Backtrader's own."""

    params = dict(fast=8, slow=21, period=14)

    def __init__(self):
        self.macd = MACD(self.data, fastperiod=self.p.fast, slowperiod=self.p.slow, signalperiod=5)
        self.atr = ATR(self.data.high, self.data.low, self.data.close, timeperiod=self.p.period)
        self.flow = SMA(CMF(self.data, timeperiod=10), timeperiod=5)
        self.vwap = si.VWAP(self.data)
        self.rsi = [si.RSI(data, timeperiod=self.p.period) for data in self.datas]
        self.cross = bt.ind.CrossOver(self.macd.macd, self.macd.macdsignal)

    def next(self):
        if self.position:
            if self.cross < 0 or self.data.close[0] < self.stop_price:
                self.close()
        elif self.cross > 0 and self.flow[0] > -0.1 and self.rsi[-1][0] < 80 and self.vwap[0] > 0:
            self.stop_price = self.data.close[0] - 3 * self.atr[0]
            self.buy()
