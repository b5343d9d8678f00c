# verdict: STRATEGY_ERROR
# family: exits
# witness: result
# Raise what only generators raise.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        raise GeneratorExit
