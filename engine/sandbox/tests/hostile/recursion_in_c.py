# verdict: CRASHED or STRATEGY_ERROR, by the version of Python
# family: recursion
# witness: neighbour
# Overflow the stack of the interpreter itself, out of reach of its own limit.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        nest = ()
        for _ in range(500_000):
            nest = (nest,)
        hash(nest)
