# verdict: MEMORY
# family: memory
# witness: memory
# Have the compiler or the run make a text of ten gigabytes.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        len("a" * 10**10)
