# verdict: BAD_RESULT
# family: forging
# witness: result
# Print on a bar that is none.
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
        send(3, {"bar": -5, "text": "from before the beginning"})
