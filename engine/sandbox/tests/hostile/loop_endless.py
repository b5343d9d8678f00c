# verdict: TIME
# family: cpu
# witness: time
# Never come back.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        while True:
            pass
