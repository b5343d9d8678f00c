# verdict: FORBIDDEN
# family: network
# witness: listener
# Speak to a service whose address is no file.
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        socket.socket(socket.AF_UNIX).connect("\0@ABSTRACT@")
