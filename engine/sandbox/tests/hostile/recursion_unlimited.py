# verdict: MEMORY or STRATEGY_ERROR, by the version of Python
# family: recursion
# witness: memory
# Call oneself for ever, with the interpreter's limit lifted.
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        sys.setrecursionlimit(2**31 - 1)
        self.deeper(b"")

    def deeper(self, kept):
        self.deeper(bytearray(100_000))
