# verdict: TIME
# family: cpu
# witness: time
# Never come back from the making of a class.
import backtrader as bt


class Loop:
    def __set_name__(self, owner, name):
        while True:
            pass


class Hostile(bt.Strategy):
    loop = Loop()
