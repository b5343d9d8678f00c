# verdict: OK
# family: output
# witness: memory
# Print one endless line.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print("wide" * 1_000_000)
