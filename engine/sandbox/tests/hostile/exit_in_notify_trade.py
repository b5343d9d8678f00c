# verdict: STRATEGY_ERROR
# family: exits
# witness: result
# Ask the interpreter to leave from notify_trade().
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        self.buy(size=1) if not self.position else self.close()

    def notify_trade(self, trade):
        raise SystemExit(0)
