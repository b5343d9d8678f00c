# verdict: FORBIDDEN
# family: files
# witness: canary
# Have the kernel copy an open file into the result.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        for descriptor in range(4, 256):
            try:
                os.sendfile(3, descriptor, 0, 100)
            except PermissionError:
                raise
            except OSError:
                pass
