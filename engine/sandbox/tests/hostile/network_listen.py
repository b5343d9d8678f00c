# verdict: FORBIDDEN
# family: network
# witness: listener
# Open a door and wait for somebody.
import socket
import time

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        door = socket.socket()
        door.bind(("127.0.0.1", 0))
        door.listen()
        time.sleep(2)
