# verdict: BAD_RESULT
# family: forging
# witness: result
# Greet the worker in the zygote's place, with walls that do not stand.
import json
import os

import backtrader as bt


def send(kind, value):
    frame = json.dumps(value).encode()
    frame = bytes([kind]) + len(frame).to_bytes(4, "big") + frame
    while frame:
        frame = frame[os.write(3, frame) :]


class Hostile(bt.Strategy):
    def next(self):
        os.write(3, b'{"layers": [], "pid": 1, "trouble": ""}\n')
        os._exit(0)
