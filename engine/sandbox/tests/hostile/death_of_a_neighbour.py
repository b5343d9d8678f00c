# verdict: BAD_RESULT
# family: forging
# witness: result
# Report one's own death in the zygote's words, out of memory, and live on.
import os
import struct

import backtrader as bt


def send(kind, words):
    os.write(3, bytes([kind]) + len(words).to_bytes(4, "big") + words)


class Hostile(bt.Strategy):
    def next(self):
        send(9, struct.pack(">id", 9, 0.0))
