# verdict: TIME
# family: cpu
# witness: time
# Swallow whatever is raised and go on.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        while True:
            try:
                while True:
                    pass
            except BaseException:
                continue
