# verdict: MEMORY or STRATEGY_ERROR
# family: parsers
# witness: memory
# Make the parser recurse; how it says no depends on the version of Python.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        eval("-" * 200_000 + "1")
