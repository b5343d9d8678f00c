# verdict: FORBIDDEN
# family: network
# witness: listener
# control: no, because no ordinary user may do so anywhere
# Write packets by hand.
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP).sendto(bytes(20), ("127.0.0.1", 0))
