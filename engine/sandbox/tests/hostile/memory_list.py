# verdict: MEMORY
# family: memory
# witness: memory
# Fill the memory bit by bit.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        kept = []
        while True:
            kept.append(bytearray(1_000_000))
