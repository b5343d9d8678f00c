# verdict: FORBIDDEN
# family: files
# witness: canary
# Leave a file behind.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        with open("@CANARY@/file", "w") as file:
            file.write("here")
