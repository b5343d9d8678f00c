# verdict: FORBIDDEN
# family: network
# witness: listener
# Open a door.
import socket

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        door = socket.socket()
        door.bind(("127.0.0.1", 0))
        door.listen()
