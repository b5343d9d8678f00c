# verdict: FORBIDDEN
# family: files
# witness: canary
# Open anew, by way of /proc, what was open when this process was made.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        for name in os.listdir("/proc/self/fd"):
            if "canary" in os.readlink(f"/proc/self/fd/{name}"):
                print(open(f"/proc/self/fd/{name}").read())
