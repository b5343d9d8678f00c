# verdict: FORBIDDEN
# family: attributes
# witness: canary
# Reach the operating system through the classes of the interpreter.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        for kind in object.__subclasses__():
            if kind.__name__ == "_wrap_close":
                kind.__init__.__globals__["system"]("touch @CANARY@/objects")
