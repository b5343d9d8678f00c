# verdict: OK
# family: forging
# witness: result
# Rewrite the prices of the past; the account is valued with those of the worker.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.buy(size=10)
        for bar in range(len(self) - 1):
            for line in (self.data.open, self.data.high, self.data.low, self.data.close, self.data.volume):
                line.array[bar] = 1e6
