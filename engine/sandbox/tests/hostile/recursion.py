# verdict: STRATEGY_ERROR
# Call oneself for ever.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        self.next()
