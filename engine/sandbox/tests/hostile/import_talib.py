# verdict: FORBIDDEN
# family: imports
# witness: canary
# Reach builtins through a function of TA-Lib.
import backtrader as bt
import talib


class Hostile(bt.Strategy):
    def next(self):
        talib._wrapper.__globals__["__builtins__"]["open"]("@CANARY@/talib", "w")
