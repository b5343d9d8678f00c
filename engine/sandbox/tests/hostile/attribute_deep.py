# verdict: STRATEGY_ERROR
# family: recursion
# witness: result
# Ask an attribute that asks itself.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        class Mirror:
            def __getattr__(self, name):
                return getattr(self, name + "x")

        Mirror().x
