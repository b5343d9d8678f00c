# verdict: FORBIDDEN
# family: network
# witness: listener
# Connect by a protocol that is TCP in all but name.
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262).connect(("127.0.0.1", int("@PORT@")))
