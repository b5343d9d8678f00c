# verdict: STRATEGY_ERROR
# family: recursion
# witness: result
# Read JSON nested a million deep.
import json

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        json.loads("[" * 1_000_000)
