# verdict: STRATEGY_ERROR
# family: exits
# witness: result
# Raise what most handlers do not catch.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        raise BaseException("not an Exception")
