# verdict: OK
# family: hindsight
# witness: look-ahead
# Buy when tomorrow closes higher, read one bar ahead.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        closes, now = self.data.close.array, len(self) - 1
        rises = now + 1 < len(closes) and closes[now + 1] > closes[now]
        if rises and not self.position:
            self.buy(size=10)
        elif not rises and self.position:
            self.close()
