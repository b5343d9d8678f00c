import backtrader as bt


class OverUnder(bt.Indicator):
    lines = ("overunder", "distance")
    params = dict(period=20, movav=bt.ind.MovAv.Simple)

    def __init__(self):
        movav = self.p.movav(self.data, period=self.p.period)
        self.l.overunder = bt.Cmp(movav, self.data)
        self.l.distance = (self.data - movav) / movav


class Streak(bt.Indicator):
    lines = ("streak",)

    def __init__(self):
        self.addminperiod(2)

    def next(self):
        up = self.data[0] > self.data[-1]
        before = self.lines.streak[-1] if len(self) > 2 else 0
        before = 0 if before != before else before
        self.lines.streak[0] = max(before, 0) + 1 if up else min(before, 0) - 1


class OwnIndicators(bt.Strategy):
    def __init__(self):
        self.over = OverUnder(self.data, period=15)
        self.streak = Streak(self.data.close)

    def next(self):
        if not self.position and self.over.overunder[0] < 0 and self.streak[0] >= 2:
            self.buy()
        elif self.position and (self.streak[0] <= -3 or self.over.distance[0] > 0.08):
            self.close()
