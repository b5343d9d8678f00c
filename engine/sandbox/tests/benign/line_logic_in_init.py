# benign: bt.If, And, Or, Max, Min, Sum, Any, All, Cmp, delayed lines, arithmetic of lines, lines(-1), get(ago=-1), array of past
# trades: yes
import backtrader as bt


class Logic(bt.Strategy):
    def __init__(self):
        close, high, low = self.data.close, self.data.high, self.data.low
        self.range = bt.Max(high - low, abs(high - close(-1)), abs(close(-1) - low))
        self.quiet = self.range < bt.ind.SMA(self.range, period=10)
        self.up = bt.And(close > close(-1), bt.Or(close(-1) > close(-2), self.quiet))
        self.stop = bt.If(self.up, bt.Min(low, low(-1)), low(-1) * 0.99)
        self.total = bt.Sum(high, low, close) / 3
        self.either, self.both = bt.Any(self.up, self.quiet), bt.All(self.up, self.quiet)
        self.side = bt.Cmp(close, self.total)
        self.typical = bt.ind.EMA((high + low + 2 * close) / 4.0, period=5)
        self.power = bt.ind.SumN(pow(close - self.typical, 2), period=5)
        self.signal = bt.ind.CrossUp(close, bt.ind.Highest(high(-1), period=8))

    def next(self):
        before = self.data.close.get(ago=-1, size=3)
        if (self.up[0] and self.side[0] > 0 or self.signal[0]) and not self.position:
            self.buy()
        elif self.position and (self.data.close[0] < self.stop[-1] or before[-1] > self.data.close[0]):
            self.close()
        assert len(before) == 3 and self.power[0] >= 0 and self.either[0] in (0, 1, True, False)
