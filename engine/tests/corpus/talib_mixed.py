import backtrader as bt


class TalibMixed(bt.Strategy):
    def __init__(self):
        self.rsi = bt.talib.RSI(self.data.close, timeperiod=14)
        self.bands = bt.talib.BBANDS(self.data.close, timeperiod=20, nbdevup=2.0, nbdevdn=2.0)

    def next(self):
        if not self.position and self.rsi[0] < 35:
            self.buy()
        elif self.position and (self.rsi[0] > 60 or self.data.close[0] > self.bands.upperband[0]):
            self.close()
