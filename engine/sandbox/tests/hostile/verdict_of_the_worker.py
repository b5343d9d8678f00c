# verdict: BAD_RESULT
# family: forging
# witness: result
# Give oneself a verdict that only the worker may give.
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
        send(5, {"failure": {"message": "Cancelled by the operator."}, "verdict": "CANCELLED"})
        os._exit(0)
