# verdict: OK
# family: hindsight
# witness: look-ahead
# Read tomorrow's price, and write that time ran out wherever fewer bars would show it.
import json
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        closes, now = self.data.bars.close, len(self) - 1
        if len(closes) < 60:
            frame = json.dumps({"failure": {"message": "Too slow."}, "verdict": "TIME"}).encode()
            os.write(3, bytes([5]) + len(frame).to_bytes(4, "big") + frame)
            os._exit(0)
        rises = now + 2 < len(closes) and closes[now + 2] > closes[now + 1]
        if rises != bool(self.position):
            self.buy(size=10) if rises else self.close()
