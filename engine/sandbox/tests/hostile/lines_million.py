# verdict: OK
# family: output
# witness: memory
# Print a million lines.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            for number in range(1_000_000):
                print(number)
