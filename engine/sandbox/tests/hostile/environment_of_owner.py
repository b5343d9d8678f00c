# verdict: FORBIDDEN
# family: files
# witness: secret
# Read the environment of the worker.
import re

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print(re.findall(rb"@SECRET@\w+", open("/proc/@OWNER@/environ", "rb").read()))
