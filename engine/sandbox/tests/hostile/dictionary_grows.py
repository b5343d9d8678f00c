# verdict: MEMORY
# family: memory
# witness: memory
# Let a dictionary grow without end.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        kept = {}
        while True:
            kept[len(kept)] = str(len(kept))
