# verdict: BAD_RESULT
# family: forging
# witness: result
# Report a clean death in the zygote's words just before the true one.
import os
import struct

import backtrader as bt


def send(kind, words):
    os.write(3, bytes([kind]) + len(words).to_bytes(4, "big") + words)


class Hostile(bt.Strategy):
    def next(self):
        send(9, struct.pack(">id", 0, 0.0))
        os._exit(0)
