"""Strategies with a known behaviour."""

# Waits at each bar, so that there is something to watch for about four seconds a year of bars.
SLOW = """\
import time

import backtrader as bt


class Slow(bt.Strategy):
    def next(self):
        time.sleep(0.015)
        if len(self) % 20 == 0:
            print("reached bar", len(self))
        if len(self) == 30:
            self.buy()
"""

# Longer than any test: must be cancelled.
VERY_SLOW = SLOW.replace("0.015", "0.25").replace("% 20", "% 2")

# Fails on its thirteenth line, once there is something to divide.
FAILING = """\
import backtrader as bt


class Divides(bt.Strategy):
    def __init__(self):
        self.seen = 0

    def next(self):
        self.seen += 1
        print("seen", self.seen)
        if self.seen < 40:
            return
        share = self.seen / (self.seen - 40)
        self.buy(size=share)
"""
FAILING_LINE = 13

QUICK = """\
import backtrader as bt


class Quick(bt.Strategy):
    def next(self):
        if not self.position:
            self.buy()
"""
