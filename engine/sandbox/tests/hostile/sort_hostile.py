# verdict: TIME
# family: cpu
# witness: time
# Have a sort ask a comparison that never answers.
import backtrader as bt


class Never:
    def __lt__(self, other):
        while True:
            pass


class Hostile(bt.Strategy):
    def next(self):
        sorted([Never(), Never()])
