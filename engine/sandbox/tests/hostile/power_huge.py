# verdict: TIME
# family: cpu
# witness: time
# Raise a number to a power that takes years.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        pow(3, 10**400, 10**30000 + 1) + pow(7, 10**30000, 10**30000 + 3)
