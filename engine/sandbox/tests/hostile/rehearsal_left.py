# verdict: OK
# family: hindsight
# witness: look-ahead
# Read tomorrow's price, and leave without a word wherever fewer bars would show it.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        closes, now = self.data.bars.close, len(self) - 1
        if len(closes) < 60:
            os._exit(0)
        rises = now + 2 < len(closes) and closes[now + 2] > closes[now + 1]
        if rises != bool(self.position):
            self.buy(size=10) if rises else self.close()
