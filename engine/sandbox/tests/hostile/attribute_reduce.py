# verdict: FORBIDDEN
# family: attributes
# witness: canary
# Reach builtins through the function with which objects copy themselves.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        rebuild = object().__reduce_ex__(2)[0]
        rebuild.__globals__["__builtins__"]["open"]("@CANARY@/reduced", "w")
