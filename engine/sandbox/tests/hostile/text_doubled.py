# verdict: MEMORY
# family: memory
# witness: memory
# Double a text until nothing is left.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        text = "a"
        while True:
            text += text
