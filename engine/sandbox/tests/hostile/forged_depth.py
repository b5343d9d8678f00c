# verdict: BAD_RESULT
# family: forging
# witness: result
# Report a value nested beyond what a parser bears.
import os

import backtrader as bt


def send(kind, text):
    frame = text.encode()
    os.write(3, bytes([kind]) + len(frame).to_bytes(4, "big") + frame)
    os._exit(0)


FINISHED = """{"strategy_class": "A", "params": [], "bars_run": 1, "warmup_bars": 0, "engine_path": "lean",
"path_reason": "", "placed": [%s], "fills": [], "ended": [], "series": [%s], "log": [], "log_truncated": false,
"strategies": [], "left_out": [], "lines": [], "sizes": {}}"""
ORDER = '{"bar": 1, "order": 1, "feed": 0, "side": "buy", "type": "market", "size": %s}'


class Hostile(bt.Strategy):
    def next(self):
        send(4, FINISHED % ("[" * 500_000, ""))
