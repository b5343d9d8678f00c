# verdict: FORBIDDEN
# family: network
# witness: listener
# Speak to another process through the kernel.
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        line = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 2)
        line.sendto((20).to_bytes(4, "little") + bytes(12) + b"here", (int("@NETLINK@"), 0))
