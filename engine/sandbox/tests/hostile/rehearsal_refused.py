# verdict: OK
# family: hindsight
# witness: look-ahead
# Read tomorrow's price, and fail whenever the run is only a rehearsal that would show it.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if self.env.spec.is_rehearsal:
            raise ValueError("not today")
        closes, now = self.data.bars.close, len(self) - 1
        rises = now + 2 < len(closes) and closes[now + 2] > closes[now + 1]
        if rises != bool(self.position):
            self.buy(size=10) if rises else self.close()
