# verdict: STRATEGY_ERROR
# family: exits
# witness: result
# Raise what cannot be told.
import backtrader as bt


class Unprintable(Exception):
    def __str__(self):
        raise self

    __repr__ = __str__


class Hostile(bt.Strategy):
    def next(self):
        raise Unprintable
