# verdict: FORBIDDEN
# family: network
# witness: listener
# control: no, because it needs a virtual machine and a service on its host
# Call the host of a virtual machine.
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        socket.socket(40, socket.SOCK_STREAM).connect((2, 1_024))
