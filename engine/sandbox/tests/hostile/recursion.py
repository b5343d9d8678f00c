# verdict: STRATEGY_ERROR
# family: recursion
# witness: time
# Call oneself for ever.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        self.next()
