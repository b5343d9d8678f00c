# verdict: TIME
# family: cpu
# witness: time
# Stay in one call into C that holds the interpreter's lock.
import re

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        re.match(r"(a+)+$", "a" * 60 + "b")
