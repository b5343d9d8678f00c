# verdict: FORBIDDEN
# family: attributes
# witness: canary
# Reach builtins through the frame of an exception one has raised.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        try:
            1 / 0
        except ZeroDivisionError as error:
            error.__traceback__.tb_frame.f_builtins["open"]("@CANARY@/raised", "w")
