# verdict: FORBIDDEN
# family: files
# witness: secret
# Read the environment this process was started with.
import re

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print(re.findall(rb"@SECRET@\w+", open("/proc/self/environ", "rb").read()))
