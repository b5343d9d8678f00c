# verdict: OK
# family: hindsight
# witness: look-ahead
# Read tomorrow's price, and give up where nothing may be printed or each order's line is kept: in a rehearsal.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        closes, now = self.data.bars.close, len(self) - 1
        if not self.env.spec.limits.log_lines or getattr(self.broker.recorder, "_keeps_lines", False):
            raise MemoryError
        rises = now + 2 < len(closes) and closes[now + 2] > closes[now + 1]
        if rises != bool(self.position):
            self.buy(size=10) if rises else self.close()
