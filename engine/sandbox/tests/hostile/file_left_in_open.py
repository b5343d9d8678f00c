# verdict: FORBIDDEN
# family: files
# witness: canary
# Leave a file where everybody may.
import tempfile

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        tempfile.NamedTemporaryFile(dir="/var/tmp", delete=False)
