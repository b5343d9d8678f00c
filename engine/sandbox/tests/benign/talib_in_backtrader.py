# benign: bt.talib indicators, which Backtrader makes on import with a metaclass of its own
# trades: yes
import backtrader as bt


class Lib(bt.Strategy):
    def __init__(self):
        self.sma = bt.talib.SMA(self.data.close, timeperiod=10)
        self.macd = bt.talib.MACD(self.data, fastperiod=6, slowperiod=13, signalperiod=5)
        self.bands = bt.talib.BBANDS(self.data, timeperiod=10, nbdevup=2.0, nbdevdn=2.0)
        self.stoch = bt.talib.STOCH(self.data.high, self.data.low, self.data.close, fastk_period=5, slowk_period=3, slowd_period=3)
        self.doji = bt.talib.CDLDOJI(self.data.open, self.data.high, self.data.low, self.data.close)
        self.atr = bt.talib.ATR(self.data.high, self.data.low, self.data.close, timeperiod=7)

    def next(self):
        if self.macd.macd[0] > self.macd.macdsignal[0] and not self.position:
            self.buy()
        elif self.data.close[0] < self.sma[0] and self.position:
            self.close()
        assert self.bands.upperband[0] >= self.bands.lowerband[0] and self.doji[0] in (-100, 0, 100) and self.atr[0] > 0
