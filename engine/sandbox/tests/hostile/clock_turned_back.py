# verdict: BAD_RESULT
# family: forging
# witness: result
# Turn the recorder's clock back, to have decided before the fact.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 30:
            self.env.recorder.bar -= 20
            self.buy(size=10)
