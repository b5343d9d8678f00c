# verdict: BAD_RESULT
# family: forging
# witness: result
# Send a whole log of one's own and then let the true one follow.
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
        if len(self) == 1:
            send(
                4,
                {
                    "strategy_class": "Hostile",
                    "params": [],
                    "bars_run": 60,
                    "warmup_bars": 0,
                    "engine_path": "lean",
                    "path_reason": "",
                    "placed": [],
                    "fills": [],
                    "ended": [],
                    "series": [],
                    "log": [],
                    "log_truncated": False,
                    "strategies": ["Hostile"],
                    "left_out": [],
                    "lines": [],
                    "sizes": {},
                    "lines": [],
                },
            )
