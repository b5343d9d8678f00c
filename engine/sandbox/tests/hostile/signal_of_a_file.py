# verdict: FORBIDDEN
# family: signals
# witness: neighbour
# Have the kernel send a signal to another process whenever a pipe is written to.
import fcntl
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        reader, writer = os.pipe()
        fcntl.fcntl(reader, fcntl.F_SETOWN, int("@NEIGHBOUR@"))
        fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC)
        os.write(writer, b"here")
