import backtrader as bt


class SuperTrend(bt.Indicator):
    lines = ("final_up", "final_down", "super_trend")
    params = dict(period=7, multiplier=3.0)
    plotinfo = dict(subplot=False)

    def __init__(self):
        self.atr = bt.ind.ATR(self.data, period=self.p.period)
        mid = (self.data.high + self.data.low) / 2
        self.basic_up = mid + self.p.multiplier * self.atr
        self.basic_down = mid - self.p.multiplier * self.atr

    def prenext(self):
        self.l.final_up[0] = self.l.final_down[0] = self.l.super_trend[0] = 0

    def nextstart(self):
        self.l.final_up[0] = self.basic_up[0]
        self.l.final_down[0] = self.basic_down[0]
        self.l.super_trend[0] = self.l.final_up[0]

    def next(self):
        before = self.data.close[-1]
        up, down = self.basic_up[0], self.basic_down[0]
        self.l.final_up[0] = up if up < self.l.final_up[-1] or before > self.l.final_up[-1] else self.l.final_up[-1]
        self.l.final_down[0] = (
            down if down > self.l.final_down[-1] or before < self.l.final_down[-1] else self.l.final_down[-1]
        )
        was_up = self.l.super_trend[-1] == self.l.final_up[-1]
        close = self.data.close[0]
        if was_up:
            self.l.super_trend[0] = self.l.final_up[0] if close <= self.l.final_up[0] else self.l.final_down[0]
        else:
            self.l.super_trend[0] = self.l.final_down[0] if close >= self.l.final_down[0] else self.l.final_up[0]


class FollowTrend(bt.Strategy):
    def __init__(self):
        self.trend = SuperTrend(self.data)
        self.cross = bt.ind.CrossOver(self.data.close, self.trend.super_trend)

    def next(self):
        if self.cross > 0 and not self.position:
            self.buy()
        elif self.cross < 0 and self.position:
            self.close()
