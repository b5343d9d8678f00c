# verdict: FORBIDDEN
# family: files
# witness: canary
# Make one's own file executable for all, in a folder of others.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        descriptor = os.open("@CANARY@/tool", os.O_CREAT | os.O_WRONLY, 0o600)
        os.fchmod(descriptor, 0o6777)
