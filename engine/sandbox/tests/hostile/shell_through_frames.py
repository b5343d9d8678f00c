# verdict: FORBIDDEN
# family: attributes
# witness: canary
# Reach builtins through the caller's frame.
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        frame = sys._getframe()
        while frame.f_back is not None:
            frame = frame.f_back
        frame.f_builtins["__import__"]("os").system("touch @CANARY@/frames")
