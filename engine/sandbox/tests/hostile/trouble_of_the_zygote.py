# verdict: BAD_RESULT
# family: forging
# witness: result
# Report trouble in the zygote's words, so as to be run again.
import os
import struct

import backtrader as bt


def send(kind, words):
    os.write(3, bytes([kind]) + len(words).to_bytes(4, "big") + words)


class Hostile(bt.Strategy):
    def next(self):
        send(8, b"its helper process died")
        os._exit(0)
