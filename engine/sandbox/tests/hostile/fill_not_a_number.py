# verdict: BAD_RESULT
# family: forging
# witness: result
# Be filled at a price that is not a number.
import dataclasses

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.buy(size=10)

    def stop(self):
        fills = self.env.recorder.fills
        fills[0] = dataclasses.replace(fills[0], price=float("nan"))
