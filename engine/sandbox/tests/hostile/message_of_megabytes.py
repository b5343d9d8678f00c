# verdict: STRATEGY_ERROR
# family: output
# witness: memory
# Fail with a message of thirty megabytes.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        raise ValueError("a" * 30_000_000)
