# verdict: BAD_RESULT
# family: forging
# witness: result
# Replace the function that writes the result.
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        sys.modules["engine.sandbox.protocol"].encode_finished = lambda log: b"forged"
