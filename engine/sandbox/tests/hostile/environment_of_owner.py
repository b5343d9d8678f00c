# verdict: FORBIDDEN
# family: files
# witness: secret
# Read the environment of the worker.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print(open("/proc/@OWNER@/environ", "rb").read())
