# verdict: STRATEGY_ERROR
# family: recursion
# witness: result
# Write down a list nested a million deep.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        nest = []
        for _ in range(1_000_000):
            nest = [nest]
        repr(nest)
