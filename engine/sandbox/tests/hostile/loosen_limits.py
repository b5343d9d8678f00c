# verdict: STRATEGY_ERROR
# family: memory
# witness: memory
# Lift the limits.
import resource

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
