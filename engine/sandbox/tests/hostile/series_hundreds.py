# verdict: OK
# family: output
# witness: memory
# Make a thousand indicators.
import backtrader as bt


class Hostile(bt.Strategy):
    def __init__(self):
        self.many = [bt.indicators.SMA(period=1 + number % 30) for number in range(1_000)]

    def next(self):
        pass
