# verdict: BAD_RESULT
# family: forging
# witness: result
# Write oneself a million times the cash, and buy with it.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.broker.cash = self.broker._cash = 1e11
            self.buy(size=100_000)
