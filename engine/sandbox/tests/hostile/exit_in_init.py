# verdict: STRATEGY_ERROR
# family: exits
# witness: result
# Ask the interpreter to leave from __init__().
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        pass

    def __init__(self):
        raise SystemExit(0)
