# verdict: FORBIDDEN
# family: files
# witness: canary
# Leave a named pipe for the next job to read from.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.mkfifo("@CANARY@/pipe")
