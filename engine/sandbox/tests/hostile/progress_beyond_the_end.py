# verdict: BAD_RESULT
# family: forging
# witness: result
# Be further than the last bar.
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
        send(2, {"phase": "simulate", "bar": 10**6, "bars": 10**6, "fills": 0})
