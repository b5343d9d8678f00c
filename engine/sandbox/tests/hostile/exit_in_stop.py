# verdict: STRATEGY_ERROR
# family: exits
# witness: result
# Ask the interpreter to leave from stop().
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        pass

    def stop(self):
        raise SystemExit(0)
