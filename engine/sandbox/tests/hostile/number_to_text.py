# verdict: TIME
# family: cpu
# witness: time
# Write a number of forty million digits in decimal.
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        sys.set_int_max_str_digits(0)
        str(1 << 130_000_000)
