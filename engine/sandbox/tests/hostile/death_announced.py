# verdict: BAD_RESULT
# family: forging
# witness: result
# Speak as the zygote, and announce a clean end.
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
        for kind in (0, 6, 7, 8, 9, 255):
            send(kind, {"status": 0, "cpu_seconds": 0.0, "trouble": ""})
        os._exit(0)
