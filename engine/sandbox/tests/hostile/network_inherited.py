# verdict: FORBIDDEN
# family: network
# witness: listener
# Speak on whatever lines were open when this process was made.
import os
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        for descriptor in range(4, 256):
            try:
                socket.socket(fileno=descriptor).sendto(b"here", ("127.0.0.1", int("@UDP_PORT@")))
            except PermissionError:
                raise
            except OSError:
                pass
