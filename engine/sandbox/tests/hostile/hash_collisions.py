# verdict: TIME
# family: cpu
# witness: time
# Fill a dictionary with keys that all collide.
import backtrader as bt


class Same:
    def __hash__(self):
        return 1


class Hostile(bt.Strategy):
    def next(self):
        dict.fromkeys(Same() for _ in range(1_000_000))
