# verdict: MEMORY
# Make the parser recurse: Python answers with a MemoryError.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        eval("-" * 200_000 + "1")
