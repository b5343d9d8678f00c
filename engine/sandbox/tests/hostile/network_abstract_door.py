# verdict: FORBIDDEN
# family: network
# witness: listener
# Open a door whose address is no file.
import socket
import time

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        door = socket.socket(socket.AF_UNIX)
        door.bind("\0@DOOR@")
        time.sleep(2)
