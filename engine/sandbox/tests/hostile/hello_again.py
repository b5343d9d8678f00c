# verdict: BAD_RESULT
# family: forging
# witness: result
# Greet once more, with other walls.
import os
import struct

import backtrader as bt


def send(kind, words):
    os.write(3, bytes([kind]) + len(words).to_bytes(4, "big") + words)


class Hostile(bt.Strategy):
    def next(self):
        send(7, b'{"layers": ["none"], "pid": 1}')
        os._exit(0)
