# verdict: BAD_RESULT
# family: forging
# witness: result
# Climb the frames to the engine's own function and empty its list of fills.
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.buy(size=10)

    def stop(self):
        frame = sys._getframe()
        while frame.f_code.co_name != "simulate":
            frame = frame.f_back
        frame.f_locals["recorder"].fills.clear()
