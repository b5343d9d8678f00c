# verdict: BAD_RESULT
# family: forging
# witness: result
# Have the recorder hear of no sale.
import backtrader as bt


class Hostile(bt.Strategy):
    def __init__(self):
        recorder = self.env.recorder
        hear = recorder.changed
        recorder.changed = lambda order: hear(order) if order.isbuy() else None

    def next(self):
        if len(self) == 5:
            self.buy(size=10)
        elif len(self) == 40:
            self.close()
