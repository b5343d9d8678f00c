# verdict: OK
# family: hindsight
# witness: look-ahead
# Read tomorrow's price, and give up if stop() was taken away, which only a rehearsal would do.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        closes, now = self.data.bars.close, len(self) - 1
        if "stop" in vars(self):
            raise MemoryError
        rises = now + 2 < len(closes) and closes[now + 2] > closes[now + 1]
        if rises != bool(self.position):
            self.buy(size=10) if rises else self.close()
