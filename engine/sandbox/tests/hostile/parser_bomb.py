# verdict: MEMORY or STRATEGY_ERROR, by the version of Python
# family: parsers
# witness: memory
# Make the parser recurse.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        eval("-" * 200_000 + "1")
