# verdict: FORBIDDEN
# family: network
# witness: listener
# Send a datagram.
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"here", ("127.0.0.1", int("@UDP_PORT@")))
