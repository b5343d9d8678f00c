# verdict: STRATEGY_ERROR
# family: exits
# witness: result
# Ask the interpreter to leave.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        raise SystemExit(0)
