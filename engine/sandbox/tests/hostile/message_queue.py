# verdict: FORBIDDEN
# family: files
# witness: canary
# Leave a message for the next job in a queue of the kernel.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        queue = libc.mq_open(b"/@QUEUE@", 0o102, 0o666, None)
        if queue < 0:
            raise OSError(ctypes.get_errno(), "refused")
