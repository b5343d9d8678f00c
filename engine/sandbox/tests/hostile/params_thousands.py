# verdict: OK
# family: output
# witness: memory
# Have ten thousand parameters of long texts.
import backtrader as bt


class Hostile(bt.Strategy):
    params = tuple((f"p{number}", "x" * 1_000) for number in range(10_000))

    def next(self):
        pass
