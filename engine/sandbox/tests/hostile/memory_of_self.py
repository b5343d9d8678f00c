# verdict: FORBIDDEN
# family: files
# witness: secret
# Write to this process's memory by file.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        open("/proc/self/mem", "r+b", buffering=0)
