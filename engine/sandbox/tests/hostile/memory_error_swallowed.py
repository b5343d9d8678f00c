# verdict: TIME
# family: memory
# witness: memory
# Catch the lack of memory, keep what there is and go on.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        kept = []
        while True:
            try:
                kept.append(bytearray(1 << 20))
            except MemoryError:
                pass
