# verdict: TIME
# family: cpu
# witness: time
# Never answer when the engine asks for a parameter's text.
import backtrader as bt


class Never:
    def __str__(self):
        while True:
            pass


class Hostile(bt.Strategy):
    params = (("never", Never()),)
