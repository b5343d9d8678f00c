# verdict: FORBIDDEN
# family: network
# witness: listener
# Send data with the very first packet of a connection.
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        line = socket.socket()
        line.sendto(b"here", 0x20000000, ("127.0.0.1", int("@PORT@")))
