# verdict: OK
# family: output
# witness: memory
# Print thirty megabytes in one line.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            print("a" * 30_000_000)
