# verdict: TIME
# family: cpu
# witness: time
# Sum in C over what never ends.
import itertools

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        sum(itertools.repeat(1))
