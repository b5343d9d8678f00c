# verdict: STRATEGY_ERROR
# family: exits
# witness: result
# Ask the interpreter to leave from notify_cashvalue().
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        pass

    def notify_cashvalue(self, cash, value):
        raise SystemExit(0)
