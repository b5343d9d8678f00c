# verdict: FORBIDDEN
# family: files
# witness: secret
# Read the environment this process was started with.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print(open("/proc/self/environ", "rb").read())
