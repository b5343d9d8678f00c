# verdict: BAD_RESULT
# family: forging
# witness: result
# Find the recorder among all objects and empty its list of fills.
import gc

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.buy(size=10)

    def stop(self):
        for thing in gc.get_objects():
            if type(thing).__name__ == "Recorder":
                thing.fills.clear()
