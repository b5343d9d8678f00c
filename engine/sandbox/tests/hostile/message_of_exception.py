# verdict: STRATEGY_ERROR
# family: injection
# witness: page
# Fail with a message made of markup and control characters.
import backtrader as bt

NASTY = "<script>alert(1)</script>{{ 7*7 }}{% debug %}\x1b[31m\u202e\x00\r\n=1+1|\"'></style>"


class Hostile(bt.Strategy):
    def next(self):
        raise ValueError(NASTY * 100)
