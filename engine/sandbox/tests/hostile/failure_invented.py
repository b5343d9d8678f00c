# verdict: STRATEGY_ERROR
# family: injection
# witness: page
# Write the whole failure oneself, with markup in every field.
import json
import os

import backtrader as bt

NASTY = "<script>alert(1)</script>{{ 7*7 }}{% debug %}\x1b[31m\u202e\x00\r\n=1+1|\"'></style>"


class Hostile(bt.Strategy):
    def next(self):
        failure = {
            "message": NASTY,
            "exception": NASTY,
            "line": 3,
            "code": NASTY,
            "hint": NASTY,
            "frames": [[1, NASTY]],
        }
        frame = json.dumps({"failure": failure, "verdict": "STRATEGY_ERROR"}).encode()
        os.write(3, bytes([5]) + len(frame).to_bytes(4, "big") + frame)
        os._exit(0)
