# verdict: BAD_RESULT
# family: forging
# witness: result
# Rewrite tomorrow's prices: buy at a cent, sell at a million.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        tomorrow = len(self)
        if tomorrow < len(self.data.open.array):
            for line in (self.data.open, self.data.high, self.data.low, self.data.close):
                line.array[tomorrow] = 0.01 if tomorrow % 2 else 1e6
        self.close() if self.position else self.buy(size=5)
