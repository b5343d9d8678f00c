# verdict: TIME
# family: cpu
# witness: time
# Never come back from stop(), when every order is in.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        pass

    def stop(self):
        while True:
            pass
