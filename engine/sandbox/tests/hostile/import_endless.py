# verdict: TIME
# family: cpu
# witness: time
# Never come back from the body of a class.
import backtrader as bt


class Hostile(bt.Strategy):
    while True:
        pass
