# verdict: FORBIDDEN
# family: network
# witness: listener
# Send a datagram to a service on this machine.
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"here", "@BOX@")
