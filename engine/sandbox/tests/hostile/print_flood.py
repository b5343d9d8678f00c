# verdict: OK
# family: output
# witness: memory
# Print more than anyone reads.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        for number in range(2_000):
            print("line", number)
