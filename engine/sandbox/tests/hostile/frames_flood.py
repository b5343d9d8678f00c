# verdict: OUTPUT
# family: output
# witness: memory
# Send well-formed frames without end.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        frame = b'{"phase":"simulate"}'
        frame = b"\x02" + len(frame).to_bytes(4, "big") + frame
        while True:
            os.write(3, frame * 1_000)
