# verdict: OK
# family: hindsight
# witness: look-ahead
# Read tomorrow's price, and fill all memory wherever fewer bars would show it.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        closes, now = self.data.bars.close, len(self) - 1
        if len(closes) < 60:
            self.kept = [bytearray(1 << 24) for _ in range(1_000)]
        rises = now + 2 < len(closes) and closes[now + 2] > closes[now + 1]
        if rises != bool(self.position):
            self.buy(size=10) if rises else self.close()
