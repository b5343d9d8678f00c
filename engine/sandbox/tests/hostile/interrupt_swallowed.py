# verdict: TIME
# family: cpu
# witness: time
# Catch whatever is raised, in a generator that never ends.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        def stubborn():
            while True:
                try:
                    yield
                except BaseException:
                    pass

        for _ in stubborn():
            pass
