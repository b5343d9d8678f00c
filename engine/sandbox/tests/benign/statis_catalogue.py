# benign: indicators of the catalogue, which a module of ours makes of its entries, by several of their names
# trades: yes
import backtrader as bt
import statis_indicators
from statis_indicators import *
from statis_indicators import ChaikinMoneyFlow


class Catalogue(bt.Strategy):
    def __init__(self):
        self.bands = BBANDS(self.data, timeperiod=10, matype="EMA")
        self.flow = ChaikinMoneyFlow(self.data, timeperiod=10)
        self.adx = statis_indicators.ADX(timeperiod=7)
        self.doubled = getattr(statis_indicators, "RSI")(statis_indicators.RSI(self.data, timeperiod=5), timeperiod=5)
        assert ChaikinMoneyFlow is CMF

    def next(self):
        if not self.position and self.data.close[0] > self.bands.middleband[0]:
            self.buy()
        elif self.position and (self.data.close[0] < self.bands.lowerband[0] or self.doubled[0] > 95):
            self.close()
        assert -1 <= self.flow[0] <= 1 and 0 <= self.adx[0] <= 100
