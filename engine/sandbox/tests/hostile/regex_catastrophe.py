# verdict: TIME
# family: cpu
# witness: time
# Match a pattern that backtracks for years.
import re

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        re.match(r"(a+)+$", "a" * 64 + "b")
