# verdict: FORBIDDEN
# family: files
# witness: canary
# Read a file everyone may read.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print(open("@CANARY@/precious").read())
