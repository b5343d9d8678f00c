# verdict: OK
# family: hindsight
# witness: look-ahead
# Hold a column of the feed from the beginning, before any line guards its end.
import backtrader as bt


class Hostile(bt.Strategy):
    def start(self):
        self.closes = list(self.data.close.array)

    def next(self):
        now = len(self)
        if now < len(self.closes) and (self.closes[now] > self.closes[now - 1]) != bool(self.position):
            self.close() if self.position else self.buy(size=10)
