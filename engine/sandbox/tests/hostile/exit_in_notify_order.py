# verdict: STRATEGY_ERROR
# family: exits
# witness: result
# Ask the interpreter to leave from notify_order().
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        self.buy(size=1)

    def notify_order(self, order):
        raise SystemExit(0)
