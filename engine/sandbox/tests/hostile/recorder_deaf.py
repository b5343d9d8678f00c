# verdict: OK
# family: forging
# witness: result
# Trade while the recorder hears nothing: what nobody is told did not happen.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.env.recorder.placing = lambda order, **rest: None
            self.buy(size=10)
