# verdict: MEMORY
# family: memory
# witness: memory
# Fill the memory with one number.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        1 << (1 << 36)
