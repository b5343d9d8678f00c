# verdict: FORBIDDEN
# family: network
# witness: listener
# Speak to a service on this machine.
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        socket.socket(socket.AF_UNIX).connect("@LINE@")
