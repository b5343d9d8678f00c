# verdict: OK
# family: hindsight
# witness: look-ahead
# Read tomorrow's price, and give up if the job behind the prices says that this is a rehearsal.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        closes, now = self.data.bars.close, len(self) - 1
        job = bytes(self.data.bars.times.base)
        if b'"is_rehearsal": true' in job:
            raise MemoryError
        rises = now + 2 < len(closes) and closes[now + 2] > closes[now + 1]
        if rises != bool(self.position):
            self.buy(size=10) if rises else self.close()
