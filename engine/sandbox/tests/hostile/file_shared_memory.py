# verdict: FORBIDDEN
# family: files
# witness: canary
# Leave something in the memory that processes share by name.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.open("/dev/shm/statis-left-behind", os.O_CREAT | os.O_RDWR, 0o666)
