# verdict: BAD_RESULT
# family: forging
# witness: result
# Answer a run with what an inspection would find.
import os
import struct

import backtrader as bt


def send(kind, words):
    os.write(3, bytes([kind]) + len(words).to_bytes(4, "big") + words)


class Hostile(bt.Strategy):
    def next(self):
        send(6, b'{"findings": [], "classes": ["Hostile"]}')
        os._exit(0)
