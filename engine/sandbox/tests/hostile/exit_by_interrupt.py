# verdict: CRASHED
# family: exits
# witness: result
# Interrupt the run as from a keyboard.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        raise KeyboardInterrupt
