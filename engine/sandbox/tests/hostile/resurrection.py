# verdict: TIME
# family: cpu
# witness: time
# Come back to life each time one is deleted.
import backtrader as bt


class Lazarus:
    def __del__(self):
        while True:
            Lazarus()


class Hostile(bt.Strategy):
    def next(self):
        Lazarus()
