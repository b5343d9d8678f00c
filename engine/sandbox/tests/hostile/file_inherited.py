# verdict: FORBIDDEN
# family: files
# witness: canary
# Write to whatever files were open when this process was made.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        for descriptor in range(4, 256):
            try:
                os.pwrite(descriptor, b"here", 0)
            except PermissionError:
                raise
            except OSError:
                pass
