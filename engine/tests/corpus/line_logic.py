import backtrader as bt


class Logic(bt.Strategy):
    def __init__(self):
        sma1 = bt.ind.SMA(self.data, period=15)
        high_low = self.data.high - self.data.low
        close_sma = self.data.close > sma1
        wide = high_low > bt.ind.SMA(high_low, period=10)
        self.sell_sig = bt.And(self.data.close < sma1, wide)
        self.buy_sig = bt.And(close_sma, bt.Or(wide, self.data.close > self.data.close(-3)))
        self.value = bt.If(self.data.close > sma1, self.data.low, self.data.high)
        self.largest = bt.Max(self.data.close, self.data.close(-1), sma1)

    def next(self):
        if self.buy_sig[0] and not self.position and self.value[0] <= self.largest[0]:
            self.buy()
        elif self.sell_sig[0] and self.position:
            self.close()
