# verdict: STRATEGY_ERROR
# family: recursion
# witness: result
# Compare two lists nested a million deep.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        one, other = [], []
        for _ in range(100_000):
            one, other = [one], [other]
        one == other
